import django.contrib.postgres.indexes
import django.db.models.deletion
import guanxi.engine.customfields.parameters
import guanxi.engine.fields.choice
import guanxi.engine.fields.conditions
import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.numbers
import guanxi.engine.fields.text
import guanxi.engine.models.movingrule
import guanxi.engine.search.vector
import guanxi.kit.uuids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engine', '0027_mergers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        migrations.CreateModel(
            name='MovingRule',
            fields=[
                ('id', models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', guanxi.engine.fields.dates.DateTime(editable=False)),
                ('updated_at', guanxi.engine.fields.dates.DateTime(editable=False)),
                ('deleted_at', guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('head', models.BinaryField(default=b'')),
                ('sort_key', models.CharField(default='', editable=False, max_length=96)),
                ('search', guanxi.engine.search.vector.SearchVector(editable=False, null=True)),
                ('name', guanxi.engine.fields.text.Text(max_length=100)),
                ('entity', guanxi.engine.models.movingrule.Staged(max_length=60)),
                ('leaves', guanxi.engine.customfields.parameters.StageOf(blank=True, default='', max_length=130)),
                ('to', guanxi.engine.customfields.parameters.StageOf(max_length=130)),
                ('days', guanxi.engine.fields.numbers.Integer(default=30)),
                ('working', guanxi.engine.fields.choice.YesNo(default=False)),
                ('condition', guanxi.engine.fields.conditions.Conditions()),
                ('place', guanxi.engine.fields.numbers.Integer(default=10)),
                ('active', guanxi.engine.fields.choice.YesNo(default=False, editable=False)),
                ('last_run_at', guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ('created_by', guanxi.engine.fields.link.Link(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('updated_by', guanxi.engine.fields.link.Link(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'moving rule',
                'verbose_name_plural': 'moving rules',
                'abstract': False,
                'indexes': [models.Index(fields=['sort_key', 'id'], name='movingrule_by_name'), models.Index(fields=['updated_at', 'id'], name='movingrule_by_change'), django.contrib.postgres.indexes.GinIndex(fields=['search'], name='movingrule_search')],
            },
        ),
    ]
