"""Patterns that are known to be bad, or to look so: refused at once, or quick on any cell."""

from __future__ import annotations

import time

import pytest

from evalcore import InputError
from evalcore.read.mapping.mapping_file import read_mapping

LONG = 100_000  # characters; three times what a cell of a workbook holds
SECONDS = 1.0

# Nested and overlapping repeats, alternations, counts, looks around, references, classes, and what
# is no regular expression at all.
PATTERNS = r"""
(a+)+$
^(a+)+$
(a|a)+$
(a|aa)+$
([a-zA-Z]+)*$
(.*a){20}
(.*a){12}
(.*a){2}
(a{1,100}){1,100}
(a{1,100}){2}
((a{1,10}){1,10}){1,10}
a{1000}{1000}
(?:a{1000}){1000}
a{0,1000}a{0,1000}
a{5,500}b
(\w{1,7}){3}x
x{0,7}x{0,7}x{0,7}x{0,7}y
(a?){20}a{20}
(?:a|b|c|d|e|f|[a-f])*$
(\p{L}+)+
(?=a+$)a+b
(?<!a)b
(a)\1
(?P<x>a+)(?P=x)
(?(1)a|b)
(a)?(?(1)b|c)
(?>a+)+b
(?>a*)b
a++b
a*+a
(?:a++)+b
(.++)*
(a*)+
(a*?)*?b
(a+?)+?b
(\s|\s)*x
(\s+|\t)*x
[\s\S]*[\s\S]*x
.*.*
.*.*=.*
.*=.*;.*
^.*?,.*?,.*$
(.*),(.*)
\s*(\w+)\s*=\s*(\w+)\s*
\d+\d+
\d+\d+x
\d*\d*
\d*\.?\d*
\d+\.?\d*\.?\d+x
^\d+(\.\d+)?(e[+-]?\d+)?$
(\d+,)*\d+
(\d+,?)*
(\d+,)+\d*,
(?:\d{1,3},)*\d{3}
([^,]*,)*[^,]*
([^,]*,?)*
(?:[^"\\]|\\.)*"
"(?:[^"\\]|\\.)*"
"([^"]|"")*"
'(?:\\.|[^'\\])*'
<[^>]*>
(<[^>]*>)*
(<.*?>)*x
<(.|\n)*?>
^(.|\s)*$
^(.|\n)+x$
([ab]|[bc])*d
([ab]|[cd])*d
(ab|cd)*e
(ab|abc)*e
(abc|ab)+e
(a|ab)*(b|bc)*c
(Ä|ä)*x
(ß|ss)*x
(K|k)*x
(İ|i)*x
(é|e)*x
[\u0100-\uffff]*[\u0200-\u0300]*x
\W*\W*\W*\w
\w*\W*\w*\W*\d
[^\W\d]+\w+\d
(\w|\d)*x
(\w|_)*x
(\D|x)*1
(.|a)*x
([a-z]|[A-Z])*x
(?i:[a-z]|Q)*1
(?s:.|\n)*x
(?m:^a*$)*
(^a|a)*b
(a$|a)*b
(a\b|a)*b
(\ba|a)*c
(a|)+
(|a)+
()*
(){1000}
(a*){0}
(a*){1}b
(a+){2}b
(a+){3}b
(a|b?){12}c
(a|b|ab){6}c
(a|b){30}c
(a|ab)(c|bcd)(d*)
(a|ab){2,}c
x*y*z*x*y*z*w
x*y*x*y*x*y*w
[ab]*[bc]*[cd]*e
a*b*c*d*e*f*g*h
a*[^a]b*
a*.b*
a*.a*
(?:.a*)*
(?:ba*)*
(?:ba*)*c
(?:ba*c?)*d
(?:ba*b)*c
(?:a*b)*
(?:a*b)*c
(?:a+b)*a*c
(?:a+b)+a+c
((ab)*)*
((ab)+c)*
(a(bc)*d)*
(ab*c*)*
(a(b|c)*d)*
(a(b|c)+)*
(a[bc]+)*
(a[abc]+)*
(,[^,]+)*
(\|[^|]+)+x
(/[^/]+)*/?
([^/]+/)*[^/]+
^https?://([^/]+/)*$
([a-z]+-)*[a-z]+
([a-z]+-?)*[a-z]+
^[\w.+-]+@[\w-]+\.[\w.-]+$
^([\w.-]+)@([\w-]+\.)+\w{2,4}$
^([a-z0-9_\.-]+)@([\da-z\.-]+)\.([a-z\.]{2,6})$
^(https?:\/\/)?([\da-z\.-]+)\.([a-z\.]{2,6})([\/\w \.-]*)*\/?$
^((\d+)-?)+$
^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}
(?:(?:\r\n)?[ \t])*
(a.*|b.*)*
(a.*|b.*){2}
(.*(a|b).*){2}
(foo|bar|baz).*(foo|bar|baz).*
.*(foo|bar|baz).*
.*(a|b|c|d).*(e|f|g).*
.*a.*b.*
.*?a.*?b.*?
a.*b.*c
a.*a
(?:a.*)b
(.*)(\d+)
(.*)\d+(.*)
.+\s+.+
\S+\s+\S+
\S*\s*\S*x
\S+@\S+\.\S+
\s+$
^\s+|\s+$
(\s*,\s*)+
(,\s*)+
(\s*,)+
(\s*,\s*)*x
([,;]\s?)*
(\s?[,;])*
(\s?[,;]\s?)*
((((((((((a*)*)*)*)*)*)*)*)*)*)*
(?:)
|
a||b
[a-z&&[^b]]*
(?#comment)a
(?x) a b
(?i)a
(?a)\w+
(?u)\w+
(?L)a
\Aa+\Z
a{,5}
a{2,1}
a{99999999999}
a{4294967295}
(a{65535}){65535}
*a
(a
a)
[a
\
(?P<1>a)
\g<1>
\8
[a--b]
""".strip().split("\n")
MADE = [
    "(\u017f|s)*x",
    "(\u03c3|\u03c2)*x",
    "(" * 80 + "a" + ")" * 80,
    "(" * 400 + "a" + ")" * 400,
    "|".join(["ab"] * 330),
    "(" + "|".join("abcdefghij" * 20) + ")*x",
    "a?" * 300,
    "(a|b)" * 150,
    "a|" * 499,
    ".*" * 7,
    r"\d+" * 5,
    "(a?b?c?d?)" * 8,
    r"\w*" * 2 + "x",
    "[" + "".join(map(chr, range(0x4E00, 0x4E00 + 900))) + "]*x",
]
# What parts of these patterns match, again and again, and an end that does not.
BASES = ("a", "ab", "abc", "b", " ", "1", "1,", ",", "/a", '"', "<", "x", "a.", "\u00df", "\u0130")


@pytest.mark.parametrize("pattern", [*PATTERNS, *MADE], ids=lambda pattern: pattern[:30])
def test_a_bad_pattern_is_refused_or_quick(pattern):
    written = pattern.replace("\\", "\\\\").replace('"', '\\"')
    start = time.process_time()
    try:
        mapping = read_mapping(
            f'id = "id"\n[unknown]\npatterns = ["{written}"]\n[fields]\ncost = "cost"\n', "m.toml"
        )
    except InputError as error:
        (complaint,) = error.complaints
        assert complaint.place.startswith("m.toml:3:")
        assert len(str(complaint)) > 30
        assert time.process_time() - start < SECONDS
        return
    (asked,) = mapping.fields["cost"].unknown.patterns
    signs = [sign for sign in pattern if sign.isalnum()][:3]
    for base in (*BASES, *signs):
        for size in (LONG, asked.longest):
            text = (base * LONG)[: min(size, LONG) - 1] + "!"
            start = time.process_time()
            asked.matches(text)
            assert time.process_time() - start < SECONDS


def test_there_are_more_than_two_hundred():
    assert len(PATTERNS) + len(MADE) > 200
