"""Tables, keys and constraints; no behaviour. One module per noun."""

from db.models.answers import (
    COUNTS_SHEETS,
    Draft,
    FailedLookup,
    InviteCode,
    ParentalCode,
    Receipt,
    Response,
    Tally,
)
from db.models.base import Base
from db.models.categories import Category
from db.models.deeds import Deed, need_deeds
from db.models.house import AuditEntry, DayOverride, Lease, Setting
from db.models.needs import (
    CrisisMark,
    Need,
    NeedClaim,
    NeedContact,
    NeedCoOwner,
    NeedEvent,
    NeedRecheck,
    NeedSummary,
)
from db.models.organisations import Organisation, OrganisationSpan
from db.models.people import Guardian, Person, SetUpLink, SignIn
from db.models.pictures import Picture
from db.models.questionnaires import OptionLabel, Questionnaire, QuestionnaireVersion
from db.models.records import (
    Activity,
    MonthCorrection,
    MonthExemption,
    MonthRecord,
    Pairing,
    PairingContact,
    Talk,
)
from db.models.releases import Release, ReleaseView
from db.models.waves import PlannedQuestion, StandingLink, Wave, WaveBranch

__all__ = [
    "COUNTS_SHEETS",
    "Activity",
    "AuditEntry",
    "Base",
    "Category",
    "CrisisMark",
    "DayOverride",
    "Deed",
    "Draft",
    "FailedLookup",
    "Guardian",
    "InviteCode",
    "Lease",
    "MonthCorrection",
    "MonthExemption",
    "MonthRecord",
    "Need",
    "NeedClaim",
    "NeedCoOwner",
    "NeedContact",
    "NeedEvent",
    "NeedRecheck",
    "NeedSummary",
    "OptionLabel",
    "Organisation",
    "OrganisationSpan",
    "Pairing",
    "PairingContact",
    "ParentalCode",
    "Person",
    "Picture",
    "PlannedQuestion",
    "Questionnaire",
    "QuestionnaireVersion",
    "Receipt",
    "Release",
    "ReleaseView",
    "Response",
    "SetUpLink",
    "Setting",
    "SignIn",
    "StandingLink",
    "Talk",
    "Tally",
    "Wave",
    "WaveBranch",
    "need_deeds",
]
