"""Class G: what others' formula languages and templates were broken with, by family; three hundred and more."""

from __future__ import annotations

from itertools import product

ROOTS = ("name", "amount", "traits", "partner", "stage", "()", "''", "[]", "1", "IF", "ROUND(amount)", "custom.size")
PATHS = (
    ".__class__",
    ".__class__.__mro__[-1].__subclasses__()",
    ".__class__.__base__.__subclasses__()[40]",
    ".__init__.__globals__",
    ".__getattribute__('__class__')",
    ".gi_frame.f_back.f_globals",
    ".__doc__",
    ".format.__globals__",
    ".mro()",
    "._meta.fields",
    ".objects.all()",
    ".save()",
    ".delete()",
    ".refresh_from_db()",
    ".owner.password",
)
REACHING = [root + path for root, path in product(ROOTS, PATHS)]
PYTHON = """
__import__('os').system('id')
__builtins__
__builtins__['eval']('1')
eval('1+1')
exec('import os')
compile('1', '', 'eval')
open('/etc/passwd').read()
globals()
locals()
vars()
dir()
getattr(name, '__class__')
setattr(name, 'x', 1)
type('X', (), {})
object()
print(name)
input()
breakpoint()
help()
exit()
memoryview(b'a')
(lambda: 1)()
lambda record: record.owner
[x for x in ().__class__.__bases__]
{x for x in traits}
{x: x for x in traits}
(x for x in traits)
[*traits]
{**vars()}
(amount := 9)
(yield 1)
await name
(yield from traits)
f'{name.__class__}'
f'{amount!r:>{amount}}'
'{0.__class__}'.format(name)
'%(x)s' % {'x': 1}
name % ()
b'bytes'
1j
...
None
True if True else False
name[0]
name[::-1]
name['__class__']
traits[0:1:2]
~amount
amount << 99999
amount >> 1
amount ** 99999999
9 ** 9 ** 9 ** 9
2 ** amount
amount @ amount
amount | amount
amount ^ amount
amount // 0
1 // 0
not not not amount
name is None
name is not name
amount in [1, 2, amount]
name in {name}
raise Exception
assert False
del name
import os
from os import system
global name
pass
while True: pass
for x in traits: pass
def f(): pass
class X: pass
with open('x') as f: pass
try: pass
@name
name; amount
name = amount = 1
name += 1
name: int = 1
return 1
match name: pass
type X = int
if approved: amount
# coding: rot13
\\
""".strip().splitlines()
TEMPLATES = """
{{ 7*7 }}
{{ config }}
{{ self.__init__.__globals__ }}
{{ ''.__class__.__mro__[1].__subclasses__() }}
{{ request.application.__globals__ }}
{{ cycler.__init__.__globals__.os.popen('id').read() }}
{{ lipsum.__globals__['os'].popen('id').read() }}
{{ x|attr('__class__') }}
{{ ''|attr('format')|attr('__globals__') }}
{% import os %}
{% for c in [].__class__.__base__.__subclasses__() %}{% endfor %}
{% debug %}
{% load log %}
{% include '/etc/passwd' %}
{{ frappe.db.sql('select 1') }}
{{ frappe.utils.password }}
{{ settings.SECRET_KEY }}
{{ user.password }}
{{ form.as_p|safe }}
${7*7}
${T(java.lang.Runtime).getRuntime().exec('id')}
#{7*7}
#{T(java.lang.System).getenv()}
*{7*7}
@{7*7}
<%= 7*7 %>
<%= system('id') %>
<% import os %>
<#assign ex="freemarker.template.utility.Execute"?new()>
[[${7*7}]]
{php}echo `id`;{/php}
{$smarty.version}
{{_self.env.registerUndefinedFilterCallback('exec')}}
{{['id']|filter('system')}}
{{constructor.constructor('alert(1)')()}}
{{$on.constructor('alert(1)')()}}
[% PERL %]
#set($x = 1)
$x.class.forName('java.lang.Runtime')
{{range.constructor("return global.process")()}}
{{#with "s" as |string|}}{{/with}}
!{7*7}
~{7*7}
{7*7}
""".strip().splitlines()
OTHERS = """
record\\attribute('password')
entity\\setAttribute('sourceId', '../../x')
env\\userAttribute('password')
ext\\email\\send('a')
dol_eval('1')
$this->db->query('select 1')
$_GET['x']
system('id')
`id`
$(id)
;id
|id
&& id
process.mainModule.require('child_process')
require('fs').readFileSync('/etc/passwd')
this.constructor.constructor('return process')()
new Function('return 1')()
import('fs')
document.cookie
<script>alert(1)</script>
javascript:alert(1)
SELECT password FROM people_user
(SELECT 1)
1; DROP TABLE people_user
amount) FROM people_user --
amount OR 1=1
name' OR '1'='1
pg_sleep(9)
CURRENT_USER
current_setting('x')
lo_import('/etc/passwd')
COPY x TO PROGRAM 'id'
WEBSERVICE('http://x')
HYPERLINK('http://x')
INDIRECT('A1')
IMPORTXML('http://x', '/')
CALL('urlmon', 'x')
EXEC('id')
DDE('cmd', '/C calc', 'x')
=cmd|' /C calc'!A0
@SUM(1)
LOOKUP(password)
owner.password
owner__password
partner.owner.password
custom.__class__
custom.custom.custom
custom[0]
custom
custom.
_
__
__name__
ｅｖａｌ('1')
__ｉｍｐｏｒｔ__('os')
name．__class__
ﬁle('x')
𝓮𝓿𝓪𝓵('1')
name\u202e.__class__
na\u200bme.__class__
\ufeffname.__class__
RОUND(amount)
LEFT(name, 99999999999999999999)
RIGHT(name, -99999999999999999999)
ROUND(amount, 999999999)
ROUND(amount, -999999999)
ADD_MONTHS(valid_until, 999999999)
valid_until + 999999999999
DATE(999999999, 1, 1)
DATE(0.5, 1, 1)
SUM()
SUM(SUM)
IF
IF(IF, IF, IF)
""".strip().splitlines()
LARGE = [
    "(" * 90 + "1" + ")" * 90,
    "[" * 90 + "]" * 90,
    "-" * 200 + "1",
    "not " * 200 + "approved",
    "+".join(["1"] * 480),
    "name&" * 190 + "name",
    "UPPER(" * 60 + "name" + ")" * 60,
    "IF(approved," * 40 + "1" + ",2)" * 40,
    "9" * 900,
    "1." + "9" * 900,
    "'" + "a" * 990 + "'",
    "name" * 240,
    "SUM(" + ",".join(["amount"] * 100) + ")",
    "amount*" * 130 + "amount",
    "1<" * 400 + "1",
    "a." * 450 + "a",
    "\n" * 900 + "1",
    "\t" * 900,
    "１" * 900,
    "（" * 90 + "1" + "）" * 90,
    "LEFT(name & name & name, 20000) & " * 20 + "name",
]
PAYLOADS: tuple[str, ...] = tuple(dict.fromkeys([*REACHING, *PYTHON, *TEMPLATES, *OTHERS, *LARGE]))
