"""Patterns: none that is accepted takes long, whatever the cell."""

from __future__ import annotations

import re

import pytest

from evalcore.read.mapping.patterns import Unsafe, compiled

BAD = r"""
(a|a)*b
(a|aa)+b
(a?a?)*b
(a?){30}b
(?:a|b|ab)*c
(?P<n>a|a)*b
((a|a))*b
(?=(a|a)*b)a
(a|a|a)*?b
a*a*a*a*a*a*b
.*.*.*.*x
(a+)+b
(a+)+
(a*)*b
(a*)*
(x+x+)+y
([a-zA-Z]+)*$
^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$
(.*)*x
(.+)+x
(.*)+$
^(\w+\s?)*$
(\w+\s?)+$
\s*\s*\s*x
\s+\s+\s+$
(a|b|ab)+c
(\d+)*x
(\d+\.?)+x
(a*a*)b*a*c
a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaa
([a-z]+)+@
(a{1,20}){1,20}b
(\w*\d*)+z
.*a.*b.*c.*d
(a.*)+b
(?:(?:a)+)+b
(a|ab|b)*c
(.*)(.*)(.*)x
\w+\d+\w+x
(ab?)*c
[a-z]*[a-m]*[a-g]*x
(a)\1*b
(?!x)a*
(?<=x)a*
(?:a*)*
((a+)b)*
(a{2,}){3}
(\d+ )+
(([a-z])+.)+[A-Z]([a-z])+$
^(([a-z])+.)+[A-Z]([a-z])+$
(a|b?)*c
(a|)*b
(|a)+b
(a||b)*c
([^"]*"[^"]*)*x
(?:[^,]*,){20}x.*y.*z.*
(".*")*x
(\s*\w+\s*)*$
(?:\s*a\s*)+b
(a+b?)+c
(a+|b+)+c
(a+|a+b)+c
(ab|a)(bc|c)(ab|a)(bc|c)(ab|a)(bc|c)(ab|a)(bc|c)*x
(?:x?y?z?)*w
(0|1?0?)*2
(\.\d+)*\d*\.\d*\d*x
^(?:.?)+$
(.?)*x
(.?){40}x
(.{0,9}){9}x
.{0,400}.{0,400}.{0,400}x
\d*\d*\d*\d*x
(\d*)*x
\D*\D*\D*x
[^a]*[^b]*[^c]*d
(?:[^x]+)*y
(?i:a+)+b
(?s:.)*(?s:.)*(?s:.)*x
(a+)*(b+)*c
((((a+))))+b
(((a*)*)*)*b
(a(b(c+)+)+)+d
(foo|foobar)*baz
(foo|foo.*)*baz
(.*foo)*bar
(.*,)*x
(.*?,){30}x
(.+?)*x
(.+?)+?x
a+?a+?a+?b
\w*\w*\w*!
\w{1,400}\w{1,400}\w{1,400}!
(\w{1,99})*!
([\w.]+)+@
([\w.-]+\.)+[\w.-]+\.[\w.-]+\.x
^\s*(.*?)\s*(.*?)\s*$
(x*)(y*)(x*)(y*)(x*)(y*)(x*)z
(\(.*\))*x
(,.*)*x.*y
(?:a?){50}a{50}
a{0,50}a{0,50}a{0,50}b
(a{0,50}){50}b
(a?){50}
(?:(?:ab)*)*c
(?:(?:ab)+c?)+d
""".strip().split("\n")


def test_a_hundred_known_bad_patterns():
    assert len(BAD) >= 100
    for pattern in BAD:
        try:
            accepted = compiled(pattern)
        except Unsafe:
            continue
        for base in ("a", "ab", "aab", "b", " ", "1", "x", "a ", "ax", "aA1", ",", '"', "foo", "."):
            for tail in ("", "!", "c", "\u2603"):
                text = (base * 2_000)[: min(accepted.longest, 4_000) - 1] + tail
                accepted.matches(text)  # one that tries every split again would not end


@pytest.mark.parametrize(
    "pattern",
    [
        "Exempt .*", r"exempt\b.*", ".*tbc.*", r".*not\s+yet\s+given.*", ".*exempt.*section.*",
        "(early|late) planning.*", "a+b+", r"\(a+\)+", "[(+]+x", "(a|b)+", "(ab)+c",
        r"commercial(ly)? in confidence\b.*", r"\d{4}-\d{2}", r"(n\.?a\.?|none)\.?",
        r"\d+(\.\d+)? of \d+", "Inf|NaN", "yyyy-.*", r"TBC?\.*", r"[-\u2013\u2014?]+",
        r"Section \d+ .*", r"\s*to be (agreed|decided|confirmed).*", "(?i:x).*", r"(\d{3},)*\d{3}",
    ],
)  # fmt: skip
def test_patterns_that_people_write_are_accepted_and_mean_what_they_mean(pattern):
    accepted = compiled(pattern)
    assert accepted.longest >= 700
    plain = re.compile(pattern, re.IGNORECASE)
    for text in ("Exempt under Section 43", "n.a.", "12.5 of 20", "late planning now", "TBC", "ab"):
        assert accepted.matches(text) == bool(plain.fullmatch(text))


def test_words_for_patterns_that_are_refused():
    with pytest.raises(Unsafe, match="it repeats what repeats, or what can be read in several"):
        compiled("(a+)+")
    with pytest.raises(Unsafe, match="has too many repeats that can end anywhere"):
        compiled(".*a.*b.*c")
    with pytest.raises(Unsafe, match="can be read in too many ways"):
        compiled("a?" * 10 + "b")
    with pytest.raises(Unsafe, match="it looks ahead, back or at another part of itself"):
        compiled("(?=a)b")
    with pytest.raises(Unsafe, match="at most 1000"):
        compiled("a" * 1001)
