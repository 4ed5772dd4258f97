import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import guanxi.engine.fields.choice
import guanxi.engine.fields.conditions
import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.text
import guanxi.engine.models.movingrule
import guanxi.engine.models.qualityrule
import guanxi.engine.search.vector
import guanxi.kit.uuids


class Migration(migrations.Migration):

    dependencies = [
        ("engine", "0030_quality"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="movingrule",
            name="upon",
            field=guanxi.engine.fields.choice.Choice(default="time", max_length=40),
        ),
        migrations.AddField(
            model_name="movingrule",
            name="cause",
            field=guanxi.engine.models.movingrule.Cause(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="movingrule",
            name="happens",
            field=guanxi.engine.fields.choice.Choice(default="made", max_length=40),
        ),
        migrations.AddField(
            model_name="movingrule",
            name="cause_filter",
            field=guanxi.engine.fields.conditions.Conditions(),
        ),
        migrations.CreateModel(
            name="QualityRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("updated_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("deleted_at", guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("sort_key", models.CharField(default="", editable=False, max_length=96)),
                ("search", guanxi.engine.search.vector.SearchVector(editable=False, null=True)),
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("entity", guanxi.engine.models.qualityrule.Measured(max_length=60)),
                (
                    "matters",
                    guanxi.engine.models.qualityrule.FieldsThatMatter(
                        base_field=models.CharField(max_length=130), blank=True, default=list, size=None
                    ),
                ),
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
                "verbose_name": "quality rule",
                "verbose_name_plural": "quality rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="qualityrule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="qualityrule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="qualityrule_search"),
                ],
            },
        ),
    ]
