"""The promises the audit checks, in plain words: a test holds them to the audit's own list."""

from pages.labels import N_

__all__ = ["PROMISES"]

PROMISES = {
    "I1": N_("Points never appear from nothing and never vanish: every book adds up to zero."),
    "I2": N_("What was written stays as it was written."),
    "I3": N_("Nobody can use points that are not there."),
    "I4": N_("Only points that a documented budget paid for are given out."),
    "I5": N_("Points are given once for each approved claim, to whoever claimed."),
    "I6": N_("Nobody approves their own claim, or one of their household or child."),
    "I7": N_("Two people sign what is too much for one."),
    "I8": N_("Points move only in the ways on the published list; none leads to money."),
    "I9": N_("A class's points go only to causes, after its own vote."),
    "I10": N_("The points that lapse first are used first."),
    "I11": N_("Points lapse when they should, and not a day before."),
    "I12": N_("Gifts count only while a round is open, and are paid out only after it."),
    "I13": N_("What undoes an act is its exact mirror, and never more."),
    "I14": N_("A voucher is used once, or comes back whole."),
    "I15": N_("Every paper says exactly as many points as were moved."),
    "I16": N_("A form that is sent twice counts once."),
    "I17": N_("Acts are numbered without a gap, each tied to the one before."),
    "I18": N_("No act is half done, and none is added to later."),
    "I19": N_("Time never runs backwards, and never leaps ahead."),
    "I20": N_("Nobody is given more in a day than the rules allow."),
    "I21": N_("What was published is still there: history only grows."),
    "I22": N_("The ledger holds no names and nothing else about a person."),
    "totals": N_("The figures in reports are what the single rows add up to."),
}
