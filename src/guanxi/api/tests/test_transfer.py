"""Files in and out over HTTP."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guanxi.engine.models import Import
from guanxi.engine.testing.jobs import run_jobs_now

FILE = "company name,phone\n甲公司,13800006120\n乙公司,12\n"


def send(api, who, content=FILE, name="list.csv", **form):
    """POST of a file as multipart."""
    body = {"file": SimpleUploadedFile(name, content.encode()), "entity": "customers", **form}
    token = {"Authorization": f"Bearer {api.tokens.get(who, who)}"} if who else {}
    return api.client.post("/api/v1/imports", {k: v for k, v in body.items() if v is not None}, headers=token)


def test_a_file_is_handed_in_and_followed(api):
    answer = send(api, "clerk")
    assert answer.status_code == 202
    told = answer.json()
    assert answer.headers["Location"] == f"/api/v1/imports/{told['id']}"
    assert (told["state"], told["mapping"]) == ("waiting", {"company name": "name", "phone": "phone"})
    assert [job.state for job in run_jobs_now()] == ["done"]
    told = api("clerk", "GET", f"imports/{told['id']}").json()
    assert (told["state"], told["counts"]["created"], told["counts"]["failed"]) == ("done", 1, 1)
    assert [(p["row"], p["column"], p["level"]) for p in told["problems"]] == [(3, "phone", "problem")]
    assert [item["name"] for item in api.items("clerk", "customers")] == ["甲公司"]
    problems = api("clerk", "GET", f"imports/{told['id']}/problems")
    assert problems.headers["Content-Disposition"].startswith("attachment")
    assert problems.content.decode("utf-8-sig").splitlines()[1].startswith("乙公司,12,3,")
    assert [item["id"] for item in api.items("clerk", "imports")] == [told["id"]]


def test_a_dry_run_writes_nothing(api):
    told = send(api, "clerk", dry_run="true").json()
    assert (told["state"], told["checked"]["created"], told["checked"]["failed"]) == ("checked", 1, 1)
    assert api.items("clerk", "customers") == []


def test_a_name_in_two_columns_is_put_together(api):
    told = send(api, "clerk", "姓,名,手机\n王,小明,13800006120\n", entity="contacts").json()
    assert told["made"] == {"name": {"from": ["名", "姓"], "joined": "name"}}
    run_jobs_now()
    assert [item["name"] for item in api.items("clerk", "contacts")] == ["王小明"]


def test_mapping_and_options_are_said_as_json(api):
    api.make("clerk", "customers", name="甲公司")
    answer = send(api, "clerk", mapping=json.dumps({"company name": "name"}), options='{"on_match": "update"}')
    assert answer.status_code == 202
    assert answer.json()["options"]["on_match"] == "update"
    run_jobs_now()
    counts = api("clerk", "GET", f"imports/{answer.json()['id']}").json()["counts"]
    assert (counts["created"], counts["skipped"], counts["failed"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ({"mapping": '{"company name": "version"}'}, "mapping.company name"),
        ({"mapping": '{"company name": "nonsense"}'}, "mapping.company name"),
        ({"mapping": '{"no such": "name"}'}, "mapping.no such"),
        ({"mapping": "[]"}, "mapping"),
        ({"mapping": '{"phone": 7}'}, "mapping.phone"),
        ({"options": '{"on_match": "guess"}'}, "on_match"),
        ({"options": '{"as": "admin"}'}, "as"),
        ({"entity": "nonsense"}, "entity"),
        ({"entity": None}, "entity"),
        ({"file": None}, "file"),
        ({"content": ""}, "file"),
        ({"owner": "me"}, "owner"),
        ({"header_row": "x"}, "header_row"),
        ({"encoding": "nonsense"}, "file"),
    ],
)
def test_what_cant_be_is_refused_by_name(api, form, where):
    answer = send(api, "clerk", **form)
    assert answer.status_code == 422, answer.content
    assert where in [error["field"] for error in answer.json()["errors"]]
    assert not Import._base_manager.exists()


def test_only_who_may_import_does_and_only_the_owner_sees_it(api):
    assert send(api, None).status_code == 401
    assert send(api, "owner").status_code == 403
    assert send(api, "keeper").status_code == 403
    assert send(api, "clerk", entity="roles").status_code in (403, 404)
    assert not Import._base_manager.exists()
    key = send(api, "manager").json()["id"]
    for who in ("owner", "teammate", "stranger", "clerk"):
        assert api(who, "GET", f"imports/{key}").status_code == 404
        assert api(who, "GET", f"imports/{key}/problems").status_code == 404
        assert api(who, "POST", f"imports/{key}/cancel").status_code == 404
    assert api("manager", "POST", f"imports/{key}/cancel").status_code == 200
    assert api("manager", "GET", f"imports/{key}").json()["state"] == "cancelled"
    assert run_jobs_now() == []


def test_other_bodies_are_refused(api):
    assert api("clerk", "POST", "imports", {"entity": "customers"}).status_code == 400
    broken = api("clerk", "POST", "imports", b"--x", Content_Type="multipart/form-data; boundary=y")
    assert broken.status_code in (400, 422)
    assert api("admin", "PATCH", "imports/0199-none", {}).status_code in (404, 405)


def test_an_export_has_the_lists_parameters(api):
    for name in ("甲公司", "=1+1"):
        api.make("clerk", "customers", name=name)
    answer = api("clerk", "GET", "customers/export", query={"fields": "name", "sort": "-name"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "甲公司" in answer.content.decode("utf-8-sig")
    assert "'=1+1" in answer.content.decode("utf-8-sig")
    exact = api("clerk", "GET", "customers/export", query={"fields": "name", "exact": "true", "format": "json"})
    assert {json.loads(line)["name"] for line in exact.content.splitlines()} == {"甲公司", "=1+1"}
    condition = json.dumps({"field": "name", "op": "eq", "value": "甲公司"})
    assert b"=1+1" not in api("clerk", "GET", "customers/export", query={"filter": condition}).content


def test_a_large_export_is_asked_for_by_post(api, monkeypatch):
    monkeypatch.setattr("guanxi.engine.exports.DIRECT", 1)
    for name in ("A", "B"):
        api.make("clerk", "customers", name=name)
    assert api("clerk", "GET", "customers/export").status_code == 400
    answer = api("clerk", "POST", "customers/export")
    assert answer.status_code == 202
    where = answer.headers["Location"].removeprefix("/api/v1/")
    assert api("clerk", "GET", f"{where}/file").status_code == 404
    run_jobs_now()
    told = api("clerk", "GET", where).json()
    assert (told["state"], told["file"]) == ("done", f"/api/v1/{where}/file")
    file = api("clerk", "GET", f"{where}/file")
    assert b"".join(file.streaming_content).decode("utf-8-sig").count("\n") == 3
    for who in ("owner", "manager", "admin"):
        assert api(who, "GET", where).status_code == 404
        assert api(who, "GET", f"{where}/file").status_code == 404


def test_who_may_not_export_gets_nothing(api):
    api.make("clerk", "customers", name="A")
    assert api("keeper", "GET", "customers/export").status_code == 403
    assert api("keeper", "POST", "customers/export").status_code == 403
    assert api("clerk", "GET", "roles/export").status_code in (403, 404)
    assert (
        api("stranger", "GET", "customers/export", query={"fields": "name"}).content.decode("utf-8-sig").count("\n")
        == 1
    )
    assert api("marketer", "GET", "contacts/export", query={"fields": "birthday"}).status_code == 400
    assert api("clerk", "GET", "customers/export", query={"format": "exe"}).status_code == 400


FIELDS = {"name": {"from": ["company name"], "steps": [{"do": "replace", "old": "公司", "new": ""}]}}


def a_recipe(api, who):
    text = json.dumps({"fields": FIELDS, "options": {"leave_out": [{"column": "phone", "is": "equals", "than": "12"}]}})
    answer = api(who, "POST", "recipes", {"name": "ERP", "entity": "customers", "instructions": text})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_file_follows_a_recipe(api):
    recipe = a_recipe(api, "clerk")
    answer = send(api, "clerk", recipe="erp")
    assert answer.status_code == 202, answer.content
    told = answer.json()
    assert (told["recipe"], told["notes"]) == (recipe["id"], [])
    assert told["made"] == FIELDS
    run_jobs_now()
    assert [item["name"] for item in api.items("clerk", "customers")] == ["甲"]
    less = send(api, "clerk", content="company name\n丙公司\n", recipe=recipe["id"], dry_run="true").json()
    assert less["notes"] == ["The file has no column “phone”."]


def test_fields_are_made_as_the_form_says(api):
    answer = send(api, "clerk", mapping="{}", made=json.dumps(FIELDS), dry_run="true")
    assert answer.json()["checked"]["created"] == 2
    both = send(api, "clerk", recipe="ERP", made=json.dumps(FIELDS))
    assert (both.status_code, both.json()["errors"][0]["field"]) == (422, "recipe")
    wrong = send(api, "clerk", made='{"name": {"from": ["company name"], "steps": [{"do": "eval"}]}}')
    assert wrong.json()["errors"][0]["field"] == "fields.name.steps.0.do"


def test_somebody_elses_recipe_is_not_there(api):
    recipe = a_recipe(api, "clerk")
    for said in (recipe["id"], "ERP", "nonsense"):
        assert send(api, "manager", recipe=said).status_code == 404
    assert api("manager", "GET", f"recipes/{recipe['id']}").status_code == 404
    assert api("owner", "GET", "recipes").status_code in (403, 404)
    assert not Import._base_manager.exists()
    shared = api(
        "clerk", "PATCH", f"recipes/{recipe['id']}", {"audience": "everybody"}, If_Match=f'"{recipe["version"]}"'
    )
    assert shared.status_code == 200, shared.content
    assert send(api, "manager", recipe="ERP").status_code == 202
