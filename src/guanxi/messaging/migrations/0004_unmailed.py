from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0003_reminders'),
    ]

    operations = [
        migrations.AddField(
            model_name='wishes',
            name='unmailed',
            field=models.JSONField(default=list),
        ),
    ]
