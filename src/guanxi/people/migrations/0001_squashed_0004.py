"""What these migrations did one after the other, in as few steps as it takes where there is no database yet."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import guanxi.engine.fields.choice
import guanxi.engine.fields.conditions
import guanxi.engine.fields.contact
import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.text
import guanxi.engine.search.vector
import guanxi.kit.uuids
import guanxi.people.models.role


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_sign_in"),
        ("people", "0003_user_single_keys"),
        ("people", "0004_conditions_of_permissions"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="RightsVersion",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version", models.BigIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
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
                ("username", guanxi.engine.fields.text.Text(max_length=100)),
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("email", guanxi.engine.fields.contact.Email(blank=True, default="", max_length=254)),
                ("mobile", guanxi.engine.fields.contact.Phone(blank=True, default="", max_length=40)),
                ("job_title", guanxi.engine.fields.text.Text(blank=True, default="", max_length=100)),
                ("is_active", guanxi.engine.fields.choice.YesNo(default=True, editable=False)),
                ("language", guanxi.engine.fields.choice.Choice(default="zh-hans", max_length=40)),
                ("time_zone", guanxi.engine.fields.text.Text(default="Asia/Shanghai", max_length=60)),
                ("theme", guanxi.engine.fields.choice.Choice(default="auto", max_length=40)),
                ("density", guanxi.engine.fields.choice.Choice(default="normal", max_length=40)),
                ("last_login", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("password_changed_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("failed_sign_ins", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("locked_until", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
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
                ("epoch", models.PositiveIntegerField(default=0, editable=False)),
                ("password_alone", models.BooleanField(default=True, editable=False)),
                ("single_keys", guanxi.engine.fields.choice.YesNo(default=True)),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="user_by_name"),
                    models.Index(fields=["updated_at", "id"], name="user_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="user_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("username",),
                        name="user_username_once",
                        violation_error_message="Somebody has this sign-in name already.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="user_email_once",
                        violation_error_message="Somebody has this e-mail address already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Department",
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
                    "parent",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="people.department",
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
                "verbose_name": "department",
                "verbose_name_plural": "departments",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="department_by_name"),
                    models.Index(fields=["updated_at", "id"], name="department_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="department_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("name", "parent"),
                        name="department_once",
                        nulls_distinct=False,
                        violation_error_message="There is a department of this name here already.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="department",
            field=guanxi.engine.fields.link.Link(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="people",
                to="people.department",
            ),
        ),
        migrations.CreateModel(
            name="Role",
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
                ("key", guanxi.engine.fields.text.Text(max_length=60)),
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
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
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="role_by_name"),
                    models.Index(fields=["updated_at", "id"], name="role_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="role_search"),
                ],
                "constraints": [models.UniqueConstraint(fields=("key",), name="role_key_once")],
            },
        ),
        migrations.CreateModel(
            name="Permission",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("entity", guanxi.people.models.role.AnyNoun(max_length=60)),
                ("verbs", guanxi.engine.fields.text.Text(max_length=200)),
                ("scope", guanxi.engine.fields.choice.Choice(default="own", max_length=40)),
                ("allow", guanxi.engine.fields.choice.YesNo(default=True)),
                ("filter", guanxi.engine.fields.conditions.Conditions()),
                (
                    "role",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="permissions", to="people.role"
                    ),
                ),
            ],
            options={
                "verbose_name": "permission",
                "verbose_name_plural": "permissions",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FieldLimit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("entity", guanxi.people.models.role.AnyNoun(max_length=60)),
                ("names", guanxi.engine.fields.text.Text(max_length=400)),
                ("mode", guanxi.engine.fields.choice.Choice(max_length=40)),
                (
                    "role",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="field_limits", to="people.role"
                    ),
                ),
            ],
            options={
                "verbose_name": "field limit",
                "verbose_name_plural": "field limits",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RoleGiven",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "role",
                    guanxi.engine.fields.link.Link(
                        on_delete=django.db.models.deletion.PROTECT, related_name="given", to="people.role"
                    ),
                ),
                (
                    "user",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roles", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "ordering": ("position",),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("user", "role"), name="role_given_once")],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("hash", models.BinaryField(unique=True)),
                ("hint", models.CharField(max_length=12)),
                ("scopes", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "token",
                "verbose_name_plural": "tokens",
            },
        ),
        migrations.CreateModel(
            name="Attempts",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(max_length=20)),
                ("subject", models.BinaryField()),
                ("address", models.CharField(default="", max_length=45)),
                ("count", models.PositiveSmallIntegerField(default=0)),
                ("rounds", models.PositiveSmallIntegerField(default=0)),
                ("locked_until", models.DateTimeField(null=True)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["last_at"], name="attempts_by_age")],
                "constraints": [models.UniqueConstraint(fields=("kind", "subject", "address"), name="attempts_once")],
            },
        ),
        migrations.CreateModel(
            name="OldPassword",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("hash", models.CharField(max_length=128)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
