import guanxi.engine.fields.choice
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0005_entry_lag'),
    ]

    operations = [
        migrations.AddField(
            model_name='note',
            name='direction',
            field=guanxi.engine.fields.choice.Choice(blank=True, default='', max_length=40),
        ),
    ]
