import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.text


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0013_relationships"),
        ("ownership", "0003_requests_and_masks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="asked_at",
            field=guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="asked_by",
            field=guanxi.engine.fields.link.Link(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="asked_holds",
            field=guanxi.engine.fields.dates.Date(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="asked_until",
            field=guanxi.engine.fields.dates.Date(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="asked_why",
            field=guanxi.engine.fields.text.Text(blank=True, default="", editable=False, max_length=200),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("asked_at", None), _negated=True), fields=["asked_at", "id"], name="customer_asked"
            ),
        ),
    ]
