import django.utils.timezone
import guanxi.engine.fields.since
from django.conf import settings
from django.db import migrations, models
from guanxi.engine.stagedates import rebuild


def tell_stages(apps, _schema_editor):
    """The event log knows since when each customer is at its stage, and what came before."""
    customers = apps.get_model("customers", "Customer")
    customers._base_manager.update(stage_since=models.F("created_at"))
    rebuild(
        "customers",
        "stage",
        customers,
        events=apps.get_model("engine", "Event"),
        spans=apps.get_model("engine", "StageSpan"),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('engine', '0028_stage_dates'),
        ('customers', '0006_pools_of_customers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='stage_since',
            field=guanxi.engine.fields.since.StageSince(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['stage_since', 'id'], name='customer_by_time_in_stage'),
        ),
        # Last: rows that were written keep the table from being altered in the same transaction.
        migrations.RunPython(tell_stages, migrations.RunPython.noop, elidable=True),
    ]
