from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("example", "0001_initial")]
    operations = [migrations.RenameField("quote", "tags", "traits")]
