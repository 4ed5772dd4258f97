import guanxi.engine.fields.numbers
import guanxi.kit.uuids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engine', '0025_turns_of_shares'),
    ]

    operations = [
        migrations.AddField(
            model_name='stagerule',
            name='longest',
            field=guanxi.engine.fields.numbers.Integer(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='StageSpan',
            fields=[
                ('id', models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('entity', models.CharField(max_length=60)),
                ('record', models.UUIDField()),
                ('stage', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('left_at', models.DateTimeField()),
                ('went_to', models.CharField(max_length=40)),
                ('moved_by', models.UUIDField(null=True)),
                ('moved_via', models.CharField(default='', max_length=20)),
            ],
            options={
                'indexes': [models.Index(fields=['record', 'left_at'], name='stagespan_record'), models.Index(fields=['entity', 'left_at'], name='stagespan_left'), models.Index(fields=['entity', 'entered_at'], name='stagespan_entered')],
            },
        ),
    ]
