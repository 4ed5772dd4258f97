"""What these migrations did one after the other, in as few steps as it takes where there is no database yet."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import guanxi.engine.fields.anchor
import guanxi.engine.fields.choice
import guanxi.engine.fields.conditions
import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.numbers
import guanxi.engine.fields.text
import guanxi.engine.search.vector
import guanxi.kit.uuids
import guanxi.ownership.models.pool
import guanxi.ownership.models.rule


class Migration(migrations.Migration):
    replaces = [
        ("ownership", "0001_ownership"),
        ("ownership", "0002_regional_pools"),
        ("ownership", "0003_requests_and_masks"),
    ]

    initial = True

    dependencies = [
        ("people", "0008_turns_told"),
        ("people", "0009_regions"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pool",
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
                ("entity", guanxi.ownership.models.pool.PooledNoun(max_length=60)),
                ("note", guanxi.engine.fields.text.LongText(blank=True, default="")),
                ("rank", guanxi.engine.fields.numbers.Integer(default=10)),
                ("filter", guanxi.engine.fields.conditions.Conditions()),
                (
                    "veiled",
                    guanxi.ownership.models.pool.VeiledFields(
                        base_field=models.CharField(max_length=130), blank=True, default=list, size=None
                    ),
                ),
                ("daily_cap", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("batch_cap", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("view_cap", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("wait_former", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("wait_new", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("gap", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("reason_required", guanxi.engine.fields.choice.YesNo(default=False)),
                ("is_open", guanxi.engine.fields.choice.YesNo(default=True, editable=False)),
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
                (
                    "region",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.region",
                    ),
                ),
                (
                    "masked",
                    guanxi.ownership.models.pool.MaskedFields(
                        base_field=models.CharField(max_length=130), blank=True, default=list, size=None
                    ),
                ),
                ("ask_days", guanxi.engine.fields.numbers.Integer(default=3)),
            ],
            options={
                "verbose_name": "public pool",
                "verbose_name_plural": "public pools",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="pool_by_name"),
                    models.Index(fields=["updated_at", "id"], name="pool_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="pool_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)), fields=("name",), name="pool_name_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PoolMember",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("manages", guanxi.engine.fields.choice.YesNo(default=False)),
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
                    "pool",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="ownership.pool"
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
            ],
            options={
                "verbose_name": "member",
                "verbose_name_plural": "members",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecycleRule",
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
                ("entity", guanxi.ownership.models.pool.PooledNoun(max_length=60)),
                ("rank", guanxi.engine.fields.numbers.Integer(default=10)),
                ("filter", guanxi.engine.fields.conditions.Conditions()),
                ("unless", guanxi.engine.fields.conditions.Conditions()),
                ("since", guanxi.engine.fields.choice.Choice(default="followed", max_length=40)),
                ("day", guanxi.ownership.models.rule.DayField(blank=True, default="", max_length=120)),
                ("days", guanxi.engine.fields.numbers.Integer(default=30)),
                ("working", guanxi.engine.fields.choice.YesNo(default=False)),
                ("warn_days", guanxi.engine.fields.numbers.Integer(default=7)),
                ("active", guanxi.engine.fields.choice.YesNo(default=False, editable=False)),
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
                    "pool",
                    guanxi.engine.fields.link.Link(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rules", to="ownership.pool"
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
                ("regional", guanxi.engine.fields.choice.YesNo(default=False)),
            ],
            options={
                "verbose_name": "recycle rule",
                "verbose_name_plural": "recycle rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="recyclerule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="recyclerule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="recyclerule_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnershipEntry",
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
                ("name", guanxi.engine.fields.text.Text(editable=False, max_length=60)),
                ("about", guanxi.engine.fields.anchor.Anchor(blank=True, editable=False, max_length=100, null=True)),
                ("step", guanxi.engine.fields.choice.Choice(max_length=40)),
                ("reason", guanxi.engine.fields.text.Text(blank=True, default="", max_length=300)),
                ("held_days", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
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
                    "from_owner",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_owner",
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
                (
                    "from_pool",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ownership.pool",
                    ),
                ),
                (
                    "to_pool",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ownership.pool",
                    ),
                ),
                (
                    "rule",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ownership.recyclerule",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of owner",
                "verbose_name_plural": "changes of owner",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="ownershipentry_by_name"),
                    models.Index(fields=["updated_at", "id"], name="ownershipentry_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="ownershipentry_search"),
                    models.Index(fields=["created_at", "id"], name="ownership_latest"),
                    models.Index(fields=["about", "created_at"], name="ownership_about"),
                    models.Index(fields=["to_owner", "step", "created_at"], name="ownership_taken"),
                    models.Index(fields=["step", "created_at"], name="ownership_step"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeenInPool",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("pool", models.UUIDField()),
                ("person", models.UUIDField()),
                ("day", models.DateField()),
                ("record", models.UUIDField()),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="seen_in_pool_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "pool", "day", "record"), name="seen_in_pool_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HoldingLimit",
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
                ("entity", guanxi.ownership.models.pool.PooledNoun(max_length=60)),
                ("most", guanxi.engine.fields.numbers.Integer(default=200)),
                ("most_protected", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("uncounted", guanxi.engine.fields.conditions.Conditions()),
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
                "verbose_name": "holding limit",
                "verbose_name_plural": "holding limits",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="holdinglimit_by_name"),
                    models.Index(fields=["updated_at", "id"], name="holdinglimit_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="holdinglimit_search"),
                ],
            },
        ),
    ]
