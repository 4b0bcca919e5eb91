"""Rules of rewards that no CHECK or key can say: one price for everybody, a fair share, a turn."""

from db.rule import Rule

__all__ = ["REWARD_RULES", "TILL_STAYS", "WISH_STAYS"]

_DAY = "substr(CAST({0} AS TEXT), 1, 10)"
_ASKED_ON = _DAY.format("NEW.asked_at")
_MADE_ON = _DAY.format("NEW.made_at")
_OF_IT = "{0}.programme_id = NEW.programme_id AND {0}.reward_id = NEW.reward_id"
_REWARD = "FROM reward r WHERE r.programme_id = NEW.programme_id AND r.id = NEW.reward_id"

WISH_STAYS = (  # what must not change of a redemption, and what is said then
    """NEW.programme_id <> OLD.programme_id OR NEW.id <> OLD.id OR NEW.code <> OLD.code
  OR NEW.reward_id <> OLD.reward_id OR NEW.household_id <> OLD.household_id
  OR NEW.person_id <> OLD.person_id OR NEW.points <> OLD.points OR NEW.asked_at <> OLD.asked_at
  OR OLD.end_seq IS NOT NULL AND (NEW.end_seq IS NULL OR NEW.end_seq <> OLD.end_seq
    OR NEW.state <> OLD.state)
  OR OLD.hold_seq IS NULL AND NEW.hold_seq IS NOT NULL AND NOT EXISTS (SELECT 1 FROM voucher v
    WHERE v.programme_id = NEW.programme_id AND v.id = NEW.id AND v.code = NEW.code
    AND v.reward_id = NEW.reward_id AND v.wallet_id = NEW.household_id
    AND v.points = NEW.points)
  OR NEW.used_till IS NOT NULL AND (OLD.used_till IS NULL OR NEW.used_till <> OLD.used_till)
  AND NOT EXISTS (SELECT 1 FROM till t JOIN reward r ON r.provider_id = t.organisation_id
    WHERE t.id = NEW.used_till AND t.paired_at IS NOT NULL AND t.ended_at IS NULL
    AND r.programme_id = NEW.programme_id AND r.id = NEW.reward_id)""",
    "a wish stays as it was made, with its own voucher and a till of its own partner",
)

TILL_STAYS = (  # what must not change of a till, and what is said then
    """OLD.ended_at IS NOT NULL OR NEW.organisation_id <> OLD.organisation_id
  OR NEW.number <> OLD.number OR (OLD.paired_at IS NOT NULL
    AND (NEW.paired_at <> OLD.paired_at OR NEW.secret_hash <> OLD.secret_hash
      OR NEW.ends_at > OLD.ends_at))""",
    "a till is paired once, and one that ended stays ended",
)

REWARD_RULES = (
    Rule(  # a window counts a day before and after: the day is the programme's, the stamp is UTC
        "redemption",
        "everybody pays the same price",
        f"""EXISTS (SELECT 1 {_REWARD} AND r.points <> NEW.points)
  AND NEW.points > 0 AND NOT EXISTS (SELECT 1 FROM pricewindow w WHERE {_OF_IT.format("w")}
    AND w.points = NEW.points AND CAST(w.starts_on AS TEXT) <= {{days:1:{_ASKED_ON}}}
    AND CAST(w.ends_on AS TEXT) >= {{days:-1:{_ASKED_ON}}})""",
    ),
    Rule(
        "redemption",
        "the household has its share",
        f"""(SELECT COUNT(*) FROM redemption o WHERE {_OF_IT.format("o")}
  AND o.household_id = NEW.household_id AND o.state IN ('ready', 'used'))
  >= (SELECT r.each_household {_REWARD})""",
    ),
    Rule(  # kept for three times 24 hours; in days a day more for who takes, a day less for others
        "voucher",
        "others who wait come first",
        f"""(SELECT r.stock {_REWARD}) BETWEEN 1 AND (
  SELECT COUNT(*) FROM rewardwait w WHERE {_OF_IT.format("w")}
  AND w.household_id <> NEW.wallet_id AND (
    {_DAY.format("w.told_at")} >= {{days:-2:{_MADE_ON}}}
    OR w.told_at IS NULL AND NOT EXISTS (SELECT 1 FROM rewardwait o WHERE {_OF_IT.format("o")}
      AND o.household_id = NEW.wallet_id AND (
        {_DAY.format("o.told_at")} >= {{days:-3:{_MADE_ON}}}
        OR o.told_at IS NULL AND (o.since, o.household_id) < (w.since, w.household_id)))))""",
    ),
    Rule(
        "pricewindow",
        "a window takes fewer points",
        f"EXISTS (SELECT 1 {_REWARD} AND r.points <= NEW.points)",
    ),
    Rule(
        "pricewindow",
        "two windows share a day",
        f"""EXISTS (SELECT 1 FROM pricewindow w WHERE {_OF_IT.format("w")}
  AND w.starts_on <> NEW.starts_on AND w.starts_on <= NEW.ends_on
  AND NEW.starts_on <= w.ends_on)""",
    ),
)
