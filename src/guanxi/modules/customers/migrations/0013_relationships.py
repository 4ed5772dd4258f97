import django.db.models.deletion
import guanxi.engine.fields.choice
import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.text
import guanxi.grading.models.measured
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0012_regions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='affiliation',
            name='influence',
            field=guanxi.engine.fields.choice.Choice(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='affiliation',
            name='attitude',
            field=guanxi.engine.fields.choice.Choice(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='affiliation',
            name='reports_to',
            field=guanxi.engine.fields.link.Link(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.contact'),
        ),
        migrations.AddField(
            model_name='customer',
            name='depth_level',
            field=guanxi.grading.models.measured.Level(blank=True, default='', editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='customer',
            name='depth',
            field=guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='people_there',
            field=guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='people_known',
            field=guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='deciders_known',
            field=guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='deciders_against',
            field=guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='ways',
            field=guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='theirs',
            field=guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='rivals',
            field=guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='last_talk',
            field=guanxi.grading.models.measured.MeasuredDay(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='last_visit',
            field=guanxi.grading.models.measured.MeasuredDay(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='last_bought',
            field=guanxi.grading.models.measured.MeasuredDay(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='depth_why',
            field=guanxi.grading.models.measured.Why(blank=True, default='', editable=False, max_length=600),
        ),
        migrations.AddField(
            model_name='customer',
            name='next_step_why',
            field=guanxi.grading.models.measured.StepReason(blank=True, default='', editable=False, max_length=600),
        ),
        migrations.AddField(
            model_name='customer',
            name='unanswered',
            field=guanxi.grading.models.measured.Unanswered(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='customer',
            name='next_step',
            field=guanxi.grading.models.measured.Step(blank=True, default='', editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='customer',
            name='step_off',
            field=guanxi.grading.models.measured.Step(blank=True, default='', editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='customer',
            name='step_off_until',
            field=guanxi.engine.fields.dates.Date(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='steps_declined',
            field=guanxi.engine.fields.choice.Choices(base_field=models.CharField(max_length=40), blank=True, default=list, editable=False, size=None),
        ),
        migrations.AddField(
            model_name='customer',
            name='step_note',
            field=guanxi.engine.fields.text.Text(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['depth_level', 'updated_at', 'id'], name='customer_by_depth', condition=models.Q(('depth_level', ''), _negated=True)),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['owner', 'next_step', 'id'], name='customer_by_next_step', condition=models.Q(('next_step', ''), _negated=True)),
        ),
    ]
