

import guanxi.kit.uuids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engine', '0029_matching_runs'),
    ]

    operations = [
        migrations.CreateModel(
            name='Examination',
            fields=[
                ('entity', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField()),
                ('looked_for', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Flaw',
            fields=[
                ('pk', models.CompositePrimaryKey('entity', 'what', 'record', blank=True, editable=False, primary_key=True, serialize=False)),
                ('entity', models.CharField(max_length=60)),
                ('what', models.CharField(max_length=90)),
                ('record', models.UUIDField()),
                ('examined_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['record'], name='flaw_record')],
            },
        ),
        migrations.CreateModel(
            name='QualityFigures',
            fields=[
                ('id', models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('entity', models.CharField(max_length=60)),
                ('day', models.DateField()),
                ('owner', models.UUIDField(null=True)),
                ('measured_at', models.DateTimeField()),
                ('total', models.PositiveIntegerField()),
                ('counts', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entity', 'day', 'owner'), name='quality_of_an_owner_once', nulls_distinct=False)],
            },
        ),
    ]
