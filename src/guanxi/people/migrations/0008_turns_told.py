"""People are told of rights that begin and end by themselves; here it stands up to when."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0007_substitutions"),
    ]

    operations = [
        migrations.CreateModel(
            name="TurnsTold",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
            ],
        ),
    ]
