from django.db import migrations, models

import guanxi.engine.fields.numbers
import guanxi.ownership.models.pool


class Migration(migrations.Migration):

    dependencies = [
        ("ownership", "0002_regional_pools"),
    ]

    operations = [
        migrations.AddField(
            model_name="pool",
            name="masked",
            field=guanxi.ownership.models.pool.MaskedFields(
                base_field=models.CharField(max_length=130), blank=True, default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="pool",
            name="veiled",
            field=guanxi.ownership.models.pool.VeiledFields(
                base_field=models.CharField(max_length=130), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="pool",
            name="ask_days",
            field=guanxi.engine.fields.numbers.Integer(default=3),
        ),
    ]
