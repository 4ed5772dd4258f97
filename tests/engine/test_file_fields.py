"""Fields that hold a file or a picture: handed in first, then given to one record, whose rights are its rights."""

from __future__ import annotations

import io
import json
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.safestring import SafeString
from PIL import Image

from guanxi.engine import exports, fields, gate, imports
from guanxi.engine.errors import Invalid, NotFound
from guanxi.engine.exports import Wanted
from guanxi.engine.fields.file import keys_of, name_of, upload_name
from guanxi.engine.files import open_for, path_of
from guanxi.engine.files.clearing import clear_rows
from guanxi.engine.files.taking import take
from guanxi.engine.models.file import StoredFile, of_field
from guanxi.engine.permissions import as_system
from guanxi.engine.reading import Query, history, read_one, read_page
from guanxi.engine.testing.uploads import handed_in, picture
from guanxi.engine.testing.values import bad, edges, good, plain
from guanxi.people import tokens
from tests.engine.customising import FIELDS, QUOTES, add
from tests.house import House, build

pytestmark = pytest.mark.django_db
OFFER, PHOTO = "custom_offer", "custom_photo"


@pytest.fixture
def house() -> House:
    house = build()
    add(house["admin"], "Offer", "file", key="offer")
    add(house["admin"], "Photo", "picture", key="photo")
    return house


def handed(house: House, field: str = OFFER, n: int = 1, who: str = "owner") -> str:
    """A file that this person handed in for a field."""
    kind: Any = QUOTES.fields[field]
    return take(kind, handed_in(kind, n), house[who])


def made(house: House, **values: Any) -> Any:
    return gate.create(QUOTES, {"name": "one", **values}, actor=house["owner"]).pk


def held(house: House, key: Any, field: str = OFFER) -> str:
    value: str = read_one(QUOTES, key, house["owner"])[field]
    return value


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


# --- whose it is -----------------------------------------------------------------------------------------------------


def test_a_file_is_the_records_and_has_its_rights(house: House) -> None:
    waiting = handed(house)
    (file,) = keys_of(waiting)
    with pytest.raises(NotFound):  # until then it is nobody's but the owner's
        open_for(file, house["teammate"])
    key = made(house, **{OFFER: waiting})
    assert name_of(held(house, key)) == "offer 1.txt"
    for who in ("owner", "manager"):
        assert open_for(file, house[who]).record == key
    for url in (f"/files/{file}/", f"/files/{file}/preview/"):
        assert client_of(house["owner"]).get(url).status_code == 200
        assert client_of(house["stranger"]).get(url).status_code == 404
        assert Client().get(url).status_code in (302, 401, 403, 404)
    served = client_of(house["owner"]).get(f"/files/{file}/")
    assert served["Content-Disposition"].startswith("attachment")
    assert "sandbox" in served["Content-Security-Policy"]


def test_nobody_takes_what_another_handed_in_or_another_record_holds(house: House) -> None:
    waiting = handed(house, who="teammate")
    with pytest.raises(Invalid) as refused:
        made(house, **{OFFER: waiting})
    assert OFFER in refused.value.errors
    first = made(house, **{OFFER: handed(house)})
    for value in (held(house, first), str(keys_of(held(house, first))[0]), f"mine.txt|{uuid.uuid4()}"):
        with pytest.raises(Invalid):
            made(house, **{OFFER: value})
    assert len(read_page(QUOTES, house["owner"], Query()).rows) == 1
    assert StoredFile.objects.get(pk=keys_of(waiting)[0]).record is None
    assert StoredFile.objects.get(pk=keys_of(held(house, first))[0]).record == first


def test_a_file_for_one_kind_of_field_is_not_taken_by_another(house: House) -> None:
    with pytest.raises(Invalid):
        made(house, **{PHOTO: handed(house, OFFER)})
    key = made(house, **{PHOTO: handed(house, PHOTO)})
    with pytest.raises(Invalid):
        gate.update(QUOTES, key, {OFFER: held(house, key, PHOTO)}, actor=house["owner"])
    assert held(house, key) == ""


def test_its_name_is_the_files_own_whatever_a_program_says(house: House) -> None:
    (file,) = keys_of(handed(house))
    key = made(house, **{OFFER: f"<b onclick=x>.html|{file}"})
    assert name_of(held(house, key)) == "offer 1.txt"


def test_two_records_at_once_do_not_share_it(house: House) -> None:
    keys = [made(house), made(house)]
    result = gate.bulk(QUOTES, keys, "update", {OFFER: handed(house)}, actor=house["owner"])
    assert len(result.done) == len(result.refused) == 1
    assert sorted(bool(held(house, key)) for key in keys) == [False, True]


def test_who_may_not_see_the_field_gets_no_file(house: House) -> None:
    key = made(house, **{OFFER: handed(house)})
    (file,) = keys_of(held(house, key))
    role = house["owner"].roles if hasattr(house["owner"], "roles") else None
    assert role is not None
    FIELDS.manager()  # the field is retired: nobody sees it, and so nobody its file
    row = FIELDS.manager().get(key="offer")
    gate.delete(FIELDS, row.pk, actor=house["admin"])
    from guanxi.engine.customfields import living

    living.refresh()
    with pytest.raises(NotFound):
        open_for(file, house["owner"])
    gate.restore(FIELDS, row.pk, actor=house["admin"])
    living.refresh()
    assert open_for(file, house["owner"]).record == key


# --- its life --------------------------------------------------------------------------------------------------------


def test_it_is_replaced_taken_off_and_comes_back(house: House) -> None:
    key = made(house, **{OFFER: handed(house, n=1)})
    first = held(house, key)
    gate.update(QUOTES, key, {OFFER: handed(house, n=2)}, actor=house["owner"])
    assert name_of(held(house, key)) == "offer 2.txt"
    (old,) = keys_of(first)
    with pytest.raises(NotFound):
        open_for(old, house["owner"])
    change = next(c for c in history(QUOTES, key, house["owner"])[0].changes if c.field == OFFER)
    assert (QUOTES.fields[OFFER].in_words(change.old), QUOTES.fields[OFFER].in_words(change.new)) == (
        "offer 1.txt",
        "offer 2.txt",
    )
    gate.update(QUOTES, key, {OFFER: first}, actor=house["owner"])  # as the history puts back
    assert open_for(old, house["owner"]).name == "offer 1.txt"
    gate.update(QUOTES, key, {OFFER: ""}, actor=house["owner"])
    assert held(house, key) == ""
    assert StoredFile.objects.get(pk=old).deleted_at is not None


def test_the_recycle_bin_keeps_it_and_what_is_gone_for_good_takes_it_along(house: House) -> None:
    from guanxi.engine.gate.purging import purge

    key = made(house, **{PHOTO: handed(house, PHOTO)})
    keys = keys_of(held(house, key, PHOTO))
    paths = [path_of(StoredFile.objects.get(pk=one)) for one in keys]
    gate.delete(QUOTES, key, actor=house["owner"])
    assert open_for(keys[0], house["owner"]).record == key
    with as_system("a test empties the bin") as system:
        assert purge(QUOTES, QUOTES.manager(), key, system=system)
    assert not StoredFile.objects.filter(pk__in=keys).exists()
    assert len(paths) == 2


def test_what_was_never_given_to_a_record_is_cleared_away(house: House) -> None:
    import datetime as dt

    waiting = keys_of(handed(house, PHOTO))
    StoredFile.objects.filter(pk__in=waiting).update(at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert clear_rows(dt.timedelta(days=30)) >= 2
    assert not StoredFile.objects.filter(pk__in=waiting).exists()


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_picture_is_made_anew_without_where_it_was_taken(house: House) -> None:
    kind: Any = QUOTES.fields[PHOTO]
    taken = picture(form="JPEG", size=(640, 480))
    assert b"Camera of a test" in taken
    value = take(kind, SimpleUploadedFile("me.jpeg", taken), house["owner"])
    whole, small = (path_of(StoredFile.objects.get(pk=one)).read_bytes() for one in keys_of(value))
    assert b"Camera" not in whole
    with Image.open(io.BytesIO(whole)) as image:
        assert (image.size, dict(image.getexif())) == ((640, 480), {})
    with Image.open(io.BytesIO(small)) as image:
        assert image.size == (160, 120)
    assert name_of(value) == "me.jpg"


@pytest.mark.parametrize("size", [(5_000, 1), (1, 5_000), (1, 1)])
def test_a_very_thin_picture_is_a_picture(house: House, size: tuple[int, int]) -> None:
    upload = SimpleUploadedFile("thin.png", picture(1, size))
    whole, small = keys_of(take(QUOTES.fields[PHOTO], upload, house["owner"]))  # type: ignore[arg-type]
    for key, most in ((whole, 4_096), (small, 160)):
        with Image.open(path_of(StoredFile.objects.get(pk=key))) as kept:
            assert 1 <= min(kept.size) <= max(kept.size) <= most


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", b"<svg><script/></svg>", picture()[:60], b"GIF89a"],
)
def test_what_is_no_picture_is_refused(house: House, data: bytes) -> None:
    kind: Any = QUOTES.fields[PHOTO]
    before = StoredFile.objects.count()
    with pytest.raises(Invalid):
        take(kind, SimpleUploadedFile("x.png", data), house["owner"])
    assert StoredFile.objects.count() == before


def test_a_picture_that_unpacks_to_something_huge_is_refused(house: House) -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 200_000
    kind: Any = QUOTES.fields[PHOTO]
    with pytest.raises(Invalid):
        take(kind, SimpleUploadedFile("bomb.png", bomb.getvalue()), house["owner"])


# --- surfaces --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [fields.File(blank=True), fields.Picture(blank=True), fields.Signature(blank=True)])
def test_each_kind_reads_what_it_writes_and_shows_nothing_that_runs(kind: Any) -> None:
    kind.set_attributes_from_name("held")
    for value in [*edges(kind), *(good(kind, n) for n in range(3))]:
        assert kind.checked(kind.from_json(plain(kind.to_json(value)))) == kind.checked(value)
        for html in (
            kind.cell(value),
            kind.detail(value),
            kind.widget(value, name="a", ident="b", attrs=SafeString("")),
        ):
            assert "<b onclick" not in html
    for value in bad(kind):
        with pytest.raises(ValidationError):
            kind.checked(kind.from_json(value))


def test_lists_filter_and_order_by_name(house: House) -> None:
    for n in (2, 1):
        gate.create(QUOTES, {"name": f"q{n}", OFFER: handed(house, n=n)}, actor=house["owner"])
    made(house)

    def names(**asked: Any) -> list[str]:
        return [row["name"] for row in read_page(QUOTES, house["owner"], Query(**asked)).rows]

    assert names(filter={"field": OFFER, "op": "contains", "value": "OFFER 2"}) == ["q2"]
    key = str(keys_of(held(house, read_page(QUOTES, house["owner"], Query()).rows[0]["id"]) or f"x|{uuid.uuid4()}")[0])
    assert names(filter={"field": OFFER, "op": "contains", "value": key[:8]}) == []
    assert names(filter={"field": OFFER, "op": "empty", "value": True}) == ["one"]
    assert names(sort=(OFFER,)) == ["one", "q1", "q2"]
    page = client_of(house["owner"]).get(f"/quotes/?columns=name,{OFFER}").content.decode()
    assert "offer 2.txt</a>" in page


def test_a_file_goes_out_by_name_and_no_table_brings_one(house: House) -> None:
    key = made(house, **{OFFER: handed(house)})
    told = b"".join(exports.take(Wanted("quotes", fields=("name", OFFER)), house["admin"])).decode("utf-8-sig")
    assert "one,offer 1.txt" in told
    (file,) = keys_of(held(house, key))
    exact = b"".join(exports.take(Wanted("quotes", fields=("name", OFFER), safe=False), house["admin"])).decode()
    assert f"/files/{file}/" in exact
    assert OFFER not in imports.targets(QUOTES, house["admin"].access)


def test_a_form_takes_a_file_and_keeps_it_when_it_comes_back(house: House) -> None:
    client = client_of(house["owner"])
    sent = {"name": "", PHOTO: "", upload_name(PHOTO): handed_in(QUOTES.fields[PHOTO], 3)}  # type: ignore[arg-type]
    again = client.post("/quotes/new/", sent)
    assert again.status_code == 422
    page = again.content.decode()
    assert "picture 3.png|" in page
    value = page.split(f'name="{PHOTO}" value="')[1].split('"')[0]
    assert client.post("/quotes/new/", {"name": "formed", PHOTO: value}).status_code == 302
    (row,) = read_page(QUOTES, house["owner"], Query(filter={"field": "name", "op": "eq", "value": "formed"})).rows
    assert row[PHOTO] == value
    shown = client.get(f"/quotes/{row['id']}/").content.decode()
    assert f'src="/files/{keys_of(value)[1]}/"' in shown
    edit = f"/quotes/{row['id']}/edit/"
    client.post(edit, {"name": "formed", "version": "1", PHOTO: [value, "-"]})
    assert held(house, row["id"], PHOTO) == ""


def test_a_form_says_what_is_wrong_with_a_file(house: House) -> None:
    client = client_of(house["owner"])
    sent = {"name": "kept", PHOTO: "", upload_name(PHOTO): SimpleUploadedFile("x.png", b"no picture")}
    again = client.post("/quotes/new/", sent)
    assert again.status_code == 422
    page = again.content.decode()
    assert "This is no picture" in page
    assert 'value="kept"' in page
    assert read_page(QUOTES, house["owner"], Query()).rows == []


def test_who_may_not_change_the_record_puts_no_file_there(house: House) -> None:
    key = made(house)
    sent = {"name": "one", "version": "1", OFFER: "", upload_name(OFFER): handed_in(QUOTES.fields[OFFER], 1)}  # type: ignore[arg-type]
    assert client_of(house["stranger"]).post(f"/quotes/{key}/edit/", sent).status_code in (403, 404)
    assert not StoredFile.objects.filter(record=key).exists()
    assert not StoredFile.objects.filter(purpose=of_field(OFFER)).exists()
    assert held(house, key) == ""


# --- programs --------------------------------------------------------------------------------------------------------


class Program:
    """Somebody's program."""

    def __init__(self, person: Any) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {tokens.make(person, 'test')}"})

    def hand_in(self, field: str, file: Any) -> Any:
        return self.client.post("/api/v1/quotes/files", {"field": field, "file": file})

    def make(self, **values: Any) -> Any:
        return self.client.post("/api/v1/quotes", json.dumps(values), content_type="application/json")


def test_a_program_hands_a_file_in_gives_it_to_a_record_and_fetches_it(house: House) -> None:
    mine, other = Program(house["owner"]), Program(house["stranger"])
    given = mine.hand_in(PHOTO, handed_in(QUOTES.fields[PHOTO], 1))  # type: ignore[arg-type]
    assert given.status_code == 201
    assert other.make(name="theirs", **{PHOTO: given.json()}).status_code == 422
    record = mine.make(name="made", **{PHOTO: given.json()})
    assert record.status_code == 201
    told = record.json()
    assert told[PHOTO] == given.json()
    url = f"/api/v1/quotes/{told['id']}/files/{given.json()['id']}"
    assert b"".join(mine.client.get(url).streaming_content)[:4] == b"\x89PNG"  # type: ignore[attr-defined]
    assert other.client.get(url).status_code == 404
    assert Client().get(url).status_code == 401
    wrong = mine.make(name="other").json()["id"]
    assert mine.client.get(f"/api/v1/quotes/{wrong}/files/{given.json()['id']}").status_code == 404


def test_both_addresses_are_described_where_a_field_holds_files(house: House) -> None:
    paths = Program(house["owner"]).client.get("/api/v1/openapi.json").json()["paths"]
    form = paths["/api/v1/quotes/files"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["field"]["enum"] == [OFFER, PHOTO]
    assert "get" in paths["/api/v1/quotes/{key}/files/{file}"]
    assert "/api/v1/partners/files" not in paths


def test_a_program_is_told_what_is_wrong_with_a_file(house: House) -> None:
    mine, before = Program(house["owner"]), StoredFile.objects.count()
    for field, data in (("name", picture()), ("custom_nothing", picture()), (PHOTO, b"no picture"), (OFFER, b"")):
        assert mine.hand_in(field, SimpleUploadedFile("x.png", data)).status_code == 422, field
    assert mine.client.post("/api/v1/quotes/files", "{}", content_type="application/json").status_code == 400
    assert Program(house["nobody"]).hand_in(OFFER, SimpleUploadedFile("x", b"x")).status_code in (403, 404)
    assert StoredFile.objects.count() == before


# --- signatures ------------------------------------------------------------------------------------------------------


@pytest.fixture
def signed(house: House) -> Any:
    """A quote that its owner signed."""
    add(house["admin"], "Signature", "signature", key="signature")
    return made(house, custom_signature=handed(house, "custom_signature"))


def test_a_signature_says_who_and_when(house: House, signed: Any) -> None:
    value = held(house, signed, "custom_signature")
    assert name_of(value).startswith("Person owner 20")
    page = client_of(house["owner"]).get(f"/quotes/{signed}/").content.decode()
    assert f'src="/files/{keys_of(value)[0]}/"' in page
    assert name_of(value).removesuffix(".png") in page


def test_a_signature_is_never_replaced_and_leaves_a_trace_when_taken_off(house: House, signed: Any) -> None:
    value, owner = held(house, signed, "custom_signature"), house["owner"]
    with pytest.raises(Invalid) as refused:
        gate.update(QUOTES, signed, {"custom_signature": handed(house, "custom_signature", 2)}, actor=owner)
    assert "custom_signature" in refused.value.errors
    assert held(house, signed, "custom_signature") == value
    sent = {"name": "one", "version": "1", "custom_signature": [value, "-"]}
    assert client_of(owner).post(f"/quotes/{signed}/edit/", sent).status_code == 302
    assert held(house, signed, "custom_signature") == ""
    newest = history(QUOTES, signed, owner)[0]
    assert [(c.old, c.new) for c in newest.changes if c.field == "custom_signature"] == [(value, "")]
    gate.update(QUOTES, signed, {"custom_signature": handed(house, "custom_signature", 3)}, actor=owner)
    assert held(house, signed, "custom_signature") != value
