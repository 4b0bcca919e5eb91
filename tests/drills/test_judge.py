"""The judge of the drills is awake: it finds nothing in a good book and something in a bent one."""

from tests.drills.judge import breaches


def test_a_good_book_has_no_breach_and_a_bent_one_has(engine, owner, world):
    world.session.commit()
    assert breaches(engine) == []
    with owner.begin() as connection:
        if engine.dialect.name == "sqlite":
            guards = connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'holding'"
            )
            for name in guards.scalars().all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("ALTER TABLE holding DISABLE TRIGGER USER")
        connection.exec_driver_sql("UPDATE holding SET qty = qty + 1 WHERE qty > 0")
    assert breaches(engine) != []
