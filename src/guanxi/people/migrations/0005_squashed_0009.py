"""What these migrations did one after the other, in as few steps as it takes where there is no database yet."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import guanxi.engine.fields.choice
import guanxi.engine.fields.conditions
import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.noun
import guanxi.engine.fields.text
import guanxi.engine.search.vector
import guanxi.kit.uuids
import guanxi.people.models.divisions

APPEND_ONLY = """
CREATE TRIGGER people_rightssnapshot_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON people_rightssnapshot
    FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
"""
WITHOUT_APPEND_ONLY = """DROP TRIGGER people_rightssnapshot_append_only ON people_rightssnapshot;"""


class Migration(migrations.Migration):
    replaces = [
        ("people", "0005_rights_snapshots"),
        ("people", "0006_sharing_rules"),
        ("people", "0007_substitutions"),
        ("people", "0008_turns_told"),
        ("people", "0009_regions"),
    ]

    dependencies = [
        ("engine", "0004_append_only"),
        ("people", "0004_conditions_of_permissions"),
    ]

    operations = [
        migrations.CreateModel(
            name="RightsSnapshot",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("role", models.UUIDField()),
                ("key", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=100)),
                ("by", models.UUIDField(null=True)),
                ("why", models.CharField(max_length=40)),
                ("release", models.CharField(default="", max_length=40)),
                ("rights", models.JSONField()),
            ],
            options={
                "indexes": [models.Index(fields=["role", "id"], name="rights_by_role")],
            },
        ),
        migrations.RunSQL(
            sql=APPEND_ONLY,
            reverse_sql=WITHOUT_APPEND_ONLY,
        ),
        migrations.AddField(
            model_name="rolegiven",
            name="ends_at",
            field=guanxi.engine.fields.dates.DateTime(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rolegiven",
            name="starts_at",
            field=guanxi.engine.fields.dates.DateTime(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="SharingRule",
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
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("entity", guanxi.engine.fields.noun.Noun(max_length=60)),
                ("filter", guanxi.engine.fields.conditions.Conditions()),
                ("level", guanxi.engine.fields.choice.Choice(default="read", max_length=40)),
                ("starts_at", guanxi.engine.fields.dates.DateTime(blank=True, null=True)),
                ("ends_at", guanxi.engine.fields.dates.DateTime(blank=True, null=True)),
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
                    "department",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.department",
                    ),
                ),
                (
                    "person",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.role",
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
                "verbose_name": "sharing rule",
                "verbose_name_plural": "sharing rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="sharingrule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="sharingrule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="sharingrule_search"),
                    models.Index(fields=["deleted_at", "ends_at"], name="sharingrule_in_force"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Substitution",
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
                ("first_day", guanxi.engine.fields.dates.Date()),
                ("last_day", guanxi.engine.fields.dates.Date()),
                ("name", guanxi.engine.fields.text.Text(blank=True, default="", max_length=220)),
                ("note", guanxi.engine.fields.text.LongText(blank=True, default="")),
                ("ended_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
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
                    "person",
                    guanxi.engine.fields.link.Link(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "substitute",
                    guanxi.engine.fields.link.Link(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "verbose_name": "substitution",
                "verbose_name_plural": "substitutions",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="substitution_by_name"),
                    models.Index(fields=["updated_at", "id"], name="substitution_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="substitution_search"),
                    models.Index(fields=["substitute", "last_day"], name="substitution_by_substitute"),
                    models.Index(fields=["person", "last_day"], name="substitution_by_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TurnsTold",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Region",
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
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                (
                    "divisions",
                    guanxi.people.models.divisions.Divisions(
                        base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                    ),
                ),
                ("hands_over", guanxi.engine.fields.choice.YesNo(default=False)),
                ("note", guanxi.engine.fields.text.LongText(blank=True, default="")),
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
                    "department",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.department",
                    ),
                ),
                (
                    "parent",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="people.region",
                    ),
                ),
                (
                    "person",
                    guanxi.engine.fields.link.Link(
                        blank=True,
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
                "verbose_name": "sales region",
                "verbose_name_plural": "sales regions",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="region_by_name"),
                    models.Index(fields=["updated_at", "id"], name="region_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="region_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("name", "parent"),
                        name="region_once",
                        nulls_distinct=False,
                        violation_error_message="There is a sales region of this name here already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("division", models.CharField(db_collation="C", max_length=80, primary_key=True, serialize=False)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.region"
                    ),
                ),
            ],
        ),
    ]
