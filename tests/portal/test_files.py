"""Photos: what is accepted, what is taken off, who can ask for an unfinished one."""

import io
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from portal import files, ids
from portal.errors import NotFound
from portal.files import NotAPicture, Picture, Shelf, TooBig, TooManyPixels

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ROSA, TOM = UUID(int=1), UUID(int=2)
SEASON, NEXT_SEASON = "11" * 32, "22" * 32
CAMERA, PLACE_TAG, ORIENTATION = 0x010F, 0x8825, 0x0112


def photo(
    width: int = 64, height: int = 48, kind: str = "JPEG", mode: str = "RGB", **how: object
) -> bytes:
    made = io.BytesIO()
    grain = Image.effect_noise((width, height), 40).convert(mode)
    grain.save(made, kind, **how)
    return made.getvalue()


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.data))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return files.open_shelf(f"file:{tmp_path}", "a secret")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_photo_of_each_kind_becomes_a_jpeg(kind: str, mode: str) -> None:
    picture = files.read_picture(photo(kind=kind, mode=mode))
    assert opened(picture).format == "JPEG"
    assert (picture.width, picture.height) == (64, 48)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("JPEG", "CMYK")]
)
def test_other_ways_to_write_colours_are_understood(kind: str, mode: str) -> None:
    assert opened(files.read_picture(photo(kind=kind, mode=mode))).mode == "RGB"


def test_what_is_see_through_becomes_white() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(clear, "PNG")
    assert opened(files.read_picture(clear.getvalue())).getpixel((4, 4)) == (255, 255, 255)


def test_place_and_camera_are_gone() -> None:
    said = Image.Exif()
    said[CAMERA] = "Spyglass"
    said[PLACE_TAG] = {1: "N", 2: (51.0, 30.0, 0.0)}
    sent = photo(exif=said)
    assert b"Spyglass" in sent
    picture = files.read_picture(sent)
    assert b"Spyglass" not in picture.data
    assert not opened(picture).getexif()
    assert "comment" not in opened(picture).info


def test_a_hidden_tail_is_gone() -> None:
    assert b"<script>" not in files.read_picture(photo() + b"<script>alert(1)</script>").data


def test_a_photo_taken_sideways_stands_upright() -> None:
    said = Image.Exif()
    said[ORIENTATION] = 6
    picture = files.read_picture(photo(64, 48, exif=said))
    assert (picture.width, picture.height) == (48, 64)


def test_a_large_photo_is_made_smaller() -> None:
    picture = files.read_picture(photo(4000, 2000))
    assert (picture.width, picture.height) == (1600, 800)


def test_a_file_over_eight_megabytes_is_refused() -> None:
    with pytest.raises(TooBig) as refused:
        files.read_picture(b"\xff\xd8" + bytes(9 * 1024 * 1024))
    assert refused.value.facts == {"megabytes": 8}


@pytest.mark.parametrize("side", [5001, 20000])
def test_a_small_file_that_unfolds_to_a_huge_picture_is_refused(side: int) -> None:
    bomb = io.BytesIO()
    Image.new("1", (side, side)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 1024 * 1024
    with pytest.raises(TooManyPixels):
        files.read_picture(bomb.getvalue())


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><title>a</title>",
        b"PK\x03\x04" + bytes(100),
        b"GIF89a" + bytes(100),
        photo()[:300],
        photo(kind="PNG")[:200],
    ],
)
def test_what_is_no_photo_is_refused(sent: bytes) -> None:
    with pytest.raises(NotAPicture):
        files.read_picture(sent)


def test_a_gif_is_refused_though_pillow_could_read_it() -> None:
    with pytest.raises(NotAPicture):
        files.read_picture(photo(kind="GIF", mode="P"))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(kind: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    made = io.BytesIO()
    frames[0].save(made, kind, save_all=True, append_images=frames[1:])
    with pytest.raises(NotAPicture):
        files.read_picture(made.getvalue())


def test_a_phones_jpeg_with_a_second_picture_in_it_is_accepted() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    made = io.BytesIO()
    frames[0].save(made, "MPO", save_all=True, append_images=frames[1:])
    assert opened(files.read_picture(made.getvalue())).getpixel((4, 4))[0] > 200  # type: ignore[index]


def test_damaged_photos_are_refused_or_read_and_never_break_anything() -> None:
    chance, sound = random.Random(7), photo(200, 150)
    for _ in range(300):
        damaged = bytearray(sound)
        for _ in range(chance.randrange(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            files.read_picture(bytes(damaged))
        except (NotAPicture, TooManyPixels):
            continue


def test_the_same_photo_has_the_same_tag_inside_a_season_and_another_in_the_next() -> None:
    sent = photo()
    one, again = files.read_picture(sent), files.read_picture(sent + b"another tail")
    assert files.tag(SEASON, one) == files.tag(SEASON, again)
    assert files.tag(SEASON, one) != files.tag(NEXT_SEASON, one)
    assert files.tag(SEASON, one) != files.tag(SEASON, files.read_picture(photo()))
    assert len(files.tag(SEASON, one)) == 64


def test_what_is_kept_can_be_read_until_it_is_dropped(shelf: Shelf) -> None:
    picture = files.read_picture(photo())
    name = shelf.keep(picture)
    assert shelf.read(name) == picture.data
    shelf.drop(name)
    shelf.drop(name)
    with pytest.raises(NotFound):
        shelf.read(name)


def test_names_of_photos_cannot_be_guessed_and_differ(shelf: Shelf) -> None:
    picture = files.read_picture(photo())
    assert shelf.keep(picture) != shelf.keep(picture)


def test_a_draft_is_found_again_by_its_person_with_its_name(shelf: Shelf) -> None:
    picture = files.read_picture(photo())
    draft = shelf.keep_draft(picture, "C:\\photos\\瓶罐\n1.jpg", ROSA, now=NOW)
    assert draft.called == "瓶罐1.jpg"
    assert shelf.find_draft_or_none(draft.reference, ROSA, now=NOW) == draft


def test_nobody_else_finds_a_draft(shelf: Shelf) -> None:
    draft = shelf.keep_draft(files.read_picture(photo()), "a.jpg", ROSA, now=NOW)
    assert shelf.find_draft_or_none(draft.reference, TOM, now=NOW) is None


def test_a_draft_made_before_signing_in_belongs_to_who_holds_it(shelf: Shelf) -> None:
    draft = shelf.keep_draft(files.read_picture(photo()), "a.jpg", None, now=NOW)
    assert shelf.find_draft_or_none(draft.reference, ROSA, now=NOW) == draft


def test_a_draft_ends_after_a_day(shelf: Shelf) -> None:
    draft = shelf.keep_draft(files.read_picture(photo()), "a.jpg", ROSA, now=NOW)
    late = NOW + timedelta(hours=24, seconds=1)
    assert shelf.find_draft_or_none(draft.reference, ROSA, now=late) is None


def test_the_next_draft_clears_old_ones_away(shelf: Shelf, tmp_path: Path) -> None:
    picture = files.read_picture(photo())
    shelf.keep_draft(picture, "old.jpg", ROSA, now=NOW)
    shelf.keep_draft(picture, "new.jpg", ROSA, now=NOW + timedelta(days=2))
    assert len(list((tmp_path / "drafts").iterdir())) == 1


@pytest.mark.parametrize("bend", ["", ".", "..", "1-2x3-4.a.b", "é.b.c", "a.b.é", "x" * 5000])
def test_a_reference_that_was_made_up_finds_nothing(shelf: Shelf, bend: str) -> None:
    assert shelf.find_draft_or_none(bend, ROSA, now=NOW) is None


def test_a_reference_that_was_changed_finds_nothing(shelf: Shelf) -> None:
    reference = shelf.keep_draft(files.read_picture(photo()), "a.jpg", ROSA, now=NOW).reference
    longer = "9" + reference
    assert shelf.find_draft_or_none(longer, ROSA, now=NOW) is None
    other = files.open_shelf("memory:", "another secret")
    assert other.find_draft_or_none(reference, ROSA, now=NOW) is None


def test_a_seed_makes_the_same_names_again() -> None:
    picture, shelf = files.read_picture(photo()), files.open_shelf("memory:", "seed")
    with ids.seeded(3):
        first = shelf.keep(picture)
    with ids.seeded(3):
        assert shelf.keep(picture) == first
