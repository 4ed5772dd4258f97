"""What these migrations did one after the other, in as few steps as it takes where there is no database yet."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import guanxi.engine.fields.choice
import guanxi.engine.fields.conditions
import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.numbers
import guanxi.engine.fields.text
import guanxi.engine.search.vector
import guanxi.grading.models.depth_rule
import guanxi.grading.models.rule
import guanxi.grading.models.step_rule
import guanxi.kit.uuids


class Migration(migrations.Migration):
    replaces = [("grading", "0001_grading"), ("grading", "0002_contact_cycles"), ("grading", "0003_relationships")]

    initial = True

    dependencies = [
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="GradingRule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("updated_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("deleted_at", guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("sort_key", models.CharField(default="", editable=False, max_length=96)),
                ("search", guanxi.engine.search.vector.SearchVector(editable=False, null=True)),
                ("active", guanxi.engine.fields.choice.YesNo(default=False, editable=False)),
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("entity", guanxi.grading.models.rule.GradedNoun(max_length=60)),
                ("axis", guanxi.engine.fields.choice.Choice(default="grade", max_length=40)),
                ("place", guanxi.engine.fields.numbers.Integer(default=10)),
                ("filter", guanxi.engine.fields.conditions.Conditions()),
                ("months", guanxi.engine.fields.numbers.Integer(default=12)),
                ("otherwise", guanxi.grading.models.rule.RatingOf(max_length=130)),
                ("last_run_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                (
                    "created_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "grading rule",
                "verbose_name_plural": "grading rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="gradingrule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="gradingrule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="gradingrule_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GradingStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("rating", guanxi.grading.models.rule.RatingOf(max_length=130)),
                ("amount", guanxi.engine.fields.numbers.Money(blank=True, decimal_places=2, max_digits=18, null=True)),
                ("count", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("days", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("followed", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("share", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("score", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                (
                    "rule",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="grading.gradingrule"
                    ),
                ),
            ],
            options={
                "verbose_name": "step",
                "verbose_name_plural": "steps",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactCycle",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("updated_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("deleted_at", guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("sort_key", models.CharField(default="", editable=False, max_length=96)),
                ("search", guanxi.engine.search.vector.SearchVector(editable=False, null=True)),
                ("active", guanxi.engine.fields.choice.YesNo(default=False, editable=False)),
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("entity", guanxi.grading.models.rule.GradedNoun(max_length=60)),
                ("place", guanxi.engine.fields.numbers.Integer(default=10)),
                ("filter", guanxi.engine.fields.conditions.Conditions()),
                ("days", guanxi.engine.fields.numbers.Integer(default=30)),
                (
                    "created_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "contact cycle",
                "verbose_name_plural": "contact cycles",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="contactcycle_by_name"),
                    models.Index(fields=["updated_at", "id"], name="contactcycle_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="contactcycle_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DepthRule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("updated_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("deleted_at", guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("sort_key", models.CharField(default="", editable=False, max_length=96)),
                ("search", guanxi.engine.search.vector.SearchVector(editable=False, null=True)),
                ("active", guanxi.engine.fields.choice.YesNo(default=False, editable=False)),
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("entity", guanxi.grading.models.depth_rule.DeepenedNoun(max_length=60)),
                ("place", guanxi.engine.fields.numbers.Integer(default=10)),
                ("filter", guanxi.engine.fields.conditions.Conditions()),
                ("last_run_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("months", guanxi.engine.fields.numbers.Integer(default=12)),
                ("people_points", guanxi.engine.fields.numbers.Integer(default=30)),
                ("people_full", guanxi.engine.fields.numbers.Integer(default=4)),
                ("ways_points", guanxi.engine.fields.numbers.Integer(default=15)),
                ("ways_full", guanxi.engine.fields.numbers.Integer(default=3)),
                ("recent_points", guanxi.engine.fields.numbers.Integer(default=25)),
                ("half_life", guanxi.engine.fields.numbers.Integer(default=45)),
                ("theirs_points", guanxi.engine.fields.numbers.Integer(default=15)),
                ("theirs_full", guanxi.engine.fields.numbers.Integer(default=3)),
                ("bought_points", guanxi.engine.fields.numbers.Integer(default=15)),
                ("bought_full", guanxi.engine.fields.numbers.Integer(default=3)),
                ("tailored_from", guanxi.engine.fields.numbers.Integer(default=35)),
                ("partner_from", guanxi.engine.fields.numbers.Integer(default=70)),
                (
                    "created_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "depth rule",
                "verbose_name_plural": "depth rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="depthrule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="depthrule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="depthrule_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepRule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("updated_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("deleted_at", guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("sort_key", models.CharField(default="", editable=False, max_length=96)),
                ("search", guanxi.engine.search.vector.SearchVector(editable=False, null=True)),
                ("active", guanxi.engine.fields.choice.YesNo(default=False, editable=False)),
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("entity", guanxi.grading.models.depth_rule.DeepenedNoun(max_length=60)),
                ("place", guanxi.engine.fields.numbers.Integer(default=10)),
                ("filter", guanxi.engine.fields.conditions.Conditions()),
                ("last_run_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("step", guanxi.grading.models.step_rule.StepOf(max_length=130)),
                ("does", guanxi.engine.fields.choice.Choice(default="visit", max_length=40)),
                ("reason", guanxi.engine.fields.text.Text(blank=True, default="", max_length=200)),
                (
                    "created_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "next-step rule",
                "verbose_name_plural": "next-step rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="steprule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="steprule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="steprule_search"),
                ],
            },
        ),
    ]
