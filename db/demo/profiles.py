"""What youth of a domain need, how much it matters to them and how content they are, month by month."""

from dataclasses import dataclass

from db.demo.findings import EXAM_MONTHS, HotWater
from db.vocabulary import Domain

# Weight of each category when youth pick up to three.
NEEDS: dict[Domain, dict[str, float]] = {
    Domain.NONPUBLIC: {
        "HOU": 4,
        "EMP": 5,
        "LOV": 5,
        "EDU": 4,
        "PHY": 4,
        "RTS": 3,
        "CUL": 3,
        "INT": 3,
        "PSY": 2,
    },
    Domain.SOCIAL_ORG: {"EMP": 6, "EDU": 5, "PSY": 4, "LOV": 4, "VOL": 4, "HOU": 3, "AID": 2, "GRW": 2},
    Domain.SCHOOL: {"EDU": 7, "PSY": 5, "EMP": 4, "CUL": 4, "PHY": 3, "VOL": 3, "GRW": 2, "AID": 2, "RTS": 1},
    Domain.STREET_COMMUNITY: {"EMP": 8, "LOV": 5, "HOU": 4, "INT": 5, "CUL": 5, "EDU": 4, "PHY": 3, "PSY": 3},
    Domain.GOV_INSTITUTION: {"LOV": 7, "EDU": 5, "PHY": 6, "PSY": 4, "GRW": 4, "HOU": 3, "CUL": 4, "INT": 2},
    Domain.RURAL: {"EMP": 8, "EDU": 6, "INT": 4, "CUL": 5, "LOV": 4, "AID": 3, "VOL": 2, "PHY": 2},
    Domain.OTHER: {},
}
ANYBODY = dict.fromkeys(
    ["EMP", "EDU", "HOU", "LOV", "PSY", "PHY", "CUL", "INT", "RTS", "AID", "VOL", "GRW", "OTH"], 0.6
)
AGES: dict[Domain, dict[str, float]] = {
    Domain.SCHOOL: {"14-17": 7, "18-22": 3},
    Domain.NONPUBLIC: {"18-22": 4, "23-28": 5, "29-35": 3},
    Domain.RURAL: {"18-22": 2, "23-28": 3, "29-35": 4, "over-35": 1},
}
USUAL_AGES: dict[str, float] = {"18-22": 2, "23-28": 5, "29-35": 4, "over-35": 0.5}
# One sub-item stands out where a finding is planted.
STANDING_OUT = {
    (Domain.NONPUBLIC, "HOU"): "HOU4",
    (Domain.SCHOOL, "PSY"): "PSY1",
    (Domain.SCHOOL, "EDU"): "EDU3",
    (Domain.STREET_COMMUNITY, "EMP"): "EMP1",
}


@dataclass(frozen=True)
class Rating:
    """Means of the two scales, 1–5, around which one domain's answers to a category scatter."""

    importance: float
    satisfaction: float


HOUSING = {
    HotWater.USUAL: Rating(3.7, 3.3),
    HotWater.MISSING: Rating(4.7, 1.9),
    HotWater.MENDED: Rating(4.1, 3.9),
}


@dataclass(frozen=True)
class Mood:
    """The youth of one branch in one month. is_unnoticed : what their branch does does not reach them."""

    domain: Domain
    month_number: int
    hot_water: HotWater
    is_unnoticed: bool = False

    @property
    def lacks_hot_water(self) -> bool:
        """Tell whether the dormitory is what matters now."""
        return self.domain is Domain.NONPUBLIC and self.hot_water is HotWater.MISSING

    @property
    def needs(self) -> dict[str, float]:
        """Return the weight of each category."""
        weights = {**ANYBODY, **NEEDS[self.domain]}
        if self.domain is Domain.SCHOOL and self.month_number in EXAM_MONTHS:
            weights.update(PSY=32, EDU=26)
        if self.lacks_hot_water:
            weights.update(HOU=24)
        return weights

    @property
    def ages(self) -> dict[str, float]:
        """Return the weight of each age band."""
        return AGES.get(self.domain, USUAL_AGES)

    def rating(self, category: str) -> Rating:
        """Return how a category is rated."""
        if (self.domain, category) == (Domain.NONPUBLIC, "HOU"):
            return HOUSING[self.hot_water]
        if self.domain is Domain.SCHOOL and category in ("PSY", "EDU"):
            return Rating(4.6, 2.6) if self.month_number in EXAM_MONTHS else Rating(4.1, 3.2)
        weight = self.needs[category]
        return Rating(min(4.4, 2.9 + weight * 0.18), 3.8 - weight * 0.06)

    @property
    def overall(self) -> float:
        """Return the mean of the satisfaction with the branch, 1–5."""
        return 3.2 if self.lacks_hot_water or self.is_unnoticed else 4.0
