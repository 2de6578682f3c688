"""The vocabulary `initiative`: what a request for an executive's time can say, in one place.

Rulesets that share it ask the same questions. What is made of the answers is up to policies and
rulesets; the tags (cost, effort, merit, benefit, sunk, vote, context ...) let a stance rule whole
groups of fields out. Each field says who can change what is so: of what the sponsor shapes or
promises, the sponsor; nobody where it is past, a fact of the organisation, or another's judgement.
"""

from evalcore import (
    Field,
    Relation,
    Vocabulary,
    choice,
    estimate,
    flag,
    hookimpl,
    number,
    records,
    set_of_text,
    text,
)

HIGHEST = 4  # of every score; score / HIGHEST is its value (fixed anchors)
SCALE = "0 none, 1 slight, 2 clear, 3 strong, 4 transforming; one sentence of evidence each"


def scale(
    name: str, question: str, *tags: str, answered_by: str = "sponsor", label: str = ""
) -> Field:
    """A score from 0 to 4, with what each number stands for.

    Who gives it also shapes what it is about: the sponsor the request, IT its own part in it.
    """
    return number(
        name,
        minimum=0,
        maximum=HIGHEST,
        question=f"{question} ({SCALE})",
        label=label,
        answered_by=answered_by,
        controlled_by=answered_by,
        minutes=10,  # to weigh it, and for the sentence of evidence
        tags=("merit", *tags),
    )


def money(
    name: str, question: str, *tags: str, controlled_by: str = "finance", minutes: float = 60
) -> Field:
    """An amount in thousands of euros, never negative. Finance knows it; not all of it is past."""
    return number(
        name,
        unit="kEUR",
        minimum=0,
        question=question,
        answered_by="finance",
        controlled_by=controlled_by,
        minutes=minutes,
        tags=tags,
    )


REQUEST = (
    text(
        "sponsor",
        question="Who asks for it?",
        answered_by="sponsor",
        controlled_by="sponsor",
        minutes=1,
    ),
    choice(
        "stage",
        ["pre_case", "proposed", "in_flight", "closed"],
        question="Where does it stand?",
        answered_by="office",
        controlled_by="office",
        minutes=1,
        tags=["status"],
    ),
    money("cost_k", "What will it cost, all in?", "cost"),
    estimate(
        "benefit_k",
        unit="kEUR",
        minimum=0,
        question="What is it worth: low, likely and high?",
        answered_by="finance",
        controlled_by="sponsor",
        minutes=60,
        tags=["benefit", "merit"],
    ),
    number(
        "it_months",
        unit="month",
        minimum=0,
        question="How many person-months of IT will it take?",
        answered_by="it",
        controlled_by="it",
        minutes=45,
        tags=["effort", "business_case"],
    ),
    number(
        "duration_m",
        unit="month",
        minimum=0,
        question="How many months will it run?",
        answered_by="sponsor",
        controlled_by="sponsor",
        minutes=15,
        tags=["effort", "business_case"],
    ),
)

STRATEGY = (
    choice(
        "objective",
        [
            "S1-delivery-speed",
            "S2-grow-digital-revenue",
            "S3-talent",
            "S4-operating-efficiency",
            "S5-licence-to-operate",
            "none",
        ],
        question="Which objective of the strategic plan does it serve? None is an answer.",
        answered_by="sponsor",
        controlled_by="sponsor",
        minutes=5,
        tags=["merit", "business_case"],
    ),
    scale(
        "strategic_contribution",
        "How much does it contribute to an objective of the strategic plan?",
        "business_case",
    ),
    records(
        "outcomes",
        text("name", question="What is to be different?", minutes=2),
        text("owner", question="Who answers for it?", minutes=5),
        text("metric", question="Measured how?", minutes=10),
        number("baseline", question="Where is it now?", minutes=30),
        number("target", question="Where shall it be?", minutes=15),
        number("due_month", minimum=0, question="By which month?", minutes=5),
        number(
            "current",
            question="Where is it at the last review?",
            controlled_by="nobody",
            minutes=15,
        ),
        question="Which outcomes are wanted: owner, metric, baseline, target, due month?",
        answered_by="sponsor",
        controlled_by="sponsor",
        minutes=30,
        tags=["merit", "business_case"],
    ),
    number(
        "evidence",
        minimum=0,
        maximum=1,
        question="What is the claim built on: 0 opinion, .33 analogy, .67 pilot, 1 measured?",
        answered_by="sponsor",
        controlled_by="sponsor",
        minutes=30,
        tags=["merit", "business_case"],
    ),
    flag(
        "kill_criteria",
        question="Was it fixed beforehand what would stop it?",
        answered_by="sponsor",
        controlled_by="sponsor",
        minutes=1,
        tags=["merit", "business_case"],
    ),
)

PEOPLE = (
    number(
        "sponsor_hours_month",
        unit="h/month",
        minimum=0,
        maximum=744,
        question="How many hours a month would this take of you in person?",
        answered_by="sponsor",
        controlled_by="sponsor",
        minutes=2,
        tags=["effort"],
    ),
    scale("dexterity_uplift", "How much more digitally dexterous will the sponsor be?"),
    scale("trust_gain", "How much trust does it build between you?"),
    number(
        "newly_dexterous",
        minimum=0,
        whole=True,
        question="How many executives become digitally dexterous through it?",
        answered_by="office",
        controlled_by="sponsor",
        minutes=10,
        tags=["merit"],
    ),
    scale("own_learning", "How much do you learn about the business?", answered_by="it"),
    scale("relationship_gain", "How much does it do for the relationship?"),
    scale("team_success", "How much does it help their team succeed?"),
    scale("company_goal", "How much does it serve a goal of the company?", "business_case"),
    scale("network_reach", "How far does it reach into your network?", answered_by="it"),
    scale(
        "own_dev.leadership",
        "How much do you grow in leadership?",
        answered_by="it",
        label="growth in leadership",
    ),
    scale(
        "own_dev.influence",
        "How much do you grow in influence?",
        answered_by="it",
        label="growth in influence",
    ),
    scale(
        "own_dev.listening",
        "How much do you grow in listening?",
        answered_by="it",
        label="growth in listening",
    ),
    scale(
        "own_dev.business",
        "How much do you grow in business skill?",
        answered_by="it",
        label="growth in business skill",
    ),
    scale("people_developed", "How much does it develop your people?", answered_by="it"),
    number(
        "energy",
        minimum=-2,
        maximum=2,
        question="How energising is it? -2 drains, 2 gives energy",
        answered_by="it",
        controlled_by="it",
        minutes=2,
        tags=["energy"],
    ),
    scale("intangible", "How large is the benefit that no figure shows?", "benefit"),
    scale("rational_aspiration", "How far does it serve what the peer wants to achieve?"),
    scale("emotional_aspiration", "How much does it matter to the peer in person?"),
    number(
        "units_benefiting",
        minimum=0,
        whole=True,
        question="How many units of the organisation benefit?",
        answered_by="office",
        controlled_by="sponsor",
        minutes=15,
        tags=["merit", "benefit"],
    ),
    number(
        "units_total",
        minimum=1,
        whole=True,
        question="Of how many units?",
        answered_by="office",
        controlled_by="nobody",
        minutes=1,
        tags=["merit", "benefit"],
    ),
)

GOVERNANCE = (
    choice(
        "remit",
        ["business", "enterprise_architecture", "trust"],
        question="Is it business of a peer, or IT's own: enterprise architecture, trust?",
        answered_by="office",
        controlled_by="office",
        minutes=2,
        tags=["governance"],
    ),
    *(
        number(
            f"council.{name}",
            minimum=0,
            whole=True,
            question=question,
            label=label,
            answered_by="council",
            controlled_by="council",
            minutes=1,
            tags=["vote"],
        )
        for name, label, question in (
            ("yes", "votes for it", "How many members voted for it?"),
            ("no", "votes against it", "How many members voted against it?"),
            ("abstain", "abstentions", "How many members were there and did not vote?"),
            (
                "present",
                "members present",
                "How many members were present for the vote, without the recused?",
            ),
        )
    ),
    set_of_text(
        "council.recused",
        label="members who left the room",
        question="Which members left the room because they have an interest in it?",
        answered_by="council",
        controlled_by="council",
        minutes=1,
        tags=["vote"],
    ),
    choice(
        "council.casting_vote",
        ["yes", "no"],
        label="the chair's casting vote",
        question="The votes are equal: how does the chair decide?",
        answered_by="council",
        controlled_by="council",
        minutes=1,
        tags=["vote"],
    ),
    choice(
        "lifecycle",
        ["requirements", "design", "implementation", "production", "maintained"],
        question="At which step of its life is it?",
        answered_by="it",
        controlled_by="it",
        minutes=1,
        tags=["governance"],
    ),
    choice(
        "maintainer",
        ["staff", "contractor"],
        question="Who maintains it once it runs?",
        answered_by="it",
        controlled_by="it",
        minutes=10,
        tags=["governance"],
    ),
)

CONTEXT = (
    choice(
        "structure",
        ["centralised", "federated", "decentralised"],
        question="How is the organisation built?",
        answered_by="office",
        controlled_by="nobody",
        minutes=1,
        tags=["context"],
    ),
    number(
        "culture",
        minimum=0,
        maximum=4,
        question="How ready is the culture for it, from 0 to 4?",
        answered_by="office",
        controlled_by="nobody",
        minutes=15,
        tags=["context"],
    ),
    number(
        "autonomy",
        minimum=0,
        maximum=4,
        question="How freely can the sponsor decide, from 0 to 4?",
        answered_by="office",
        controlled_by="office",
        minutes=5,
        tags=["context"],
    ),
)

IN_FLIGHT = (
    number(
        "month",
        minimum=0,
        question="Which month of its life is this?",
        answered_by="sponsor",
        controlled_by="nobody",
        minutes=1,
        tags=["status"],
    ),
    money(
        "spent_k",
        "What has been spent so far?",
        "cost",
        "sunk",
        controlled_by="nobody",
        minutes=5,
    ),
    money("remaining_cost_k", "What is still to be spent?", "cost"),
    money(
        "remaining_benefit_k",
        "What is still to be gained?",
        "benefit",
        "merit",
        controlled_by="sponsor",
    ),
    number(
        "attainment_forecast",
        minimum=0,
        question="Which share of the hoped-for outcome is now expected?",
        answered_by="office",
        controlled_by="sponsor",
        minutes=60,
        tags=["status", "business_case"],
    ),
    number(
        "status_age_days",
        unit="day",
        minimum=0,
        question="How many days old is the status report?",
        answered_by="office",
        controlled_by="office",
        minutes=1,
        tags=["status"],
    ),
    number(
        "self_status",
        minimum=0,
        maximum=4,
        question="How does the programme rate itself, from 0 to 4?",
        answered_by="sponsor",
        controlled_by="sponsor",
        minutes=5,
        tags=["status"],
    ),
    number(
        "independent_status",
        minimum=0,
        maximum=4,
        question="How does somebody independent rate it, from 0 to 4?",
        answered_by="office",
        controlled_by="nobody",
        minutes=60,
        tags=["status"],
    ),
)

FIELDS = (*REQUEST, *STRATEGY, *PEOPLE, *GOVERNANCE, *CONTEXT, *IN_FLIGHT)


def field(name: str) -> Field:
    """One field of the vocabulary, for the policies that read it: a question is written once."""
    return next(each for each in FIELDS if each.name == name)


RELATIONS = {
    "units": Relation("units_benefiting <= units_total", "who benefits is one of the units"),
}


@hookimpl
def evalcore_fields() -> list[Vocabulary]:
    """The vocabulary."""
    return [Vocabulary("initiative", FIELDS, RELATIONS)]
