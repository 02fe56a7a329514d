import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Loose } from '../../../test/portal.ts'
import { portal } from '../../../test/portal.ts'
import { renderTemplate, type TemplateContext } from './template.ts'

const values = new Map<string, string | null>([
  ['user.email', 'a+b@x.y'],
  ['user.mobilePhone', null],
  ['company.name', 'R&D "Ä"'],
  ['portal.baseUrl', 'https://portal.example.com'],
])
const render = (text: string, context: TemplateContext = 'text', more: Record<string, string> = {}) =>
  renderTemplate(text, context, new Map([...values, ...Object.entries(more)]))
const result = (text: string, context?: TemplateContext, more?: Record<string, string>) =>
  render(text, context, more).result

test('twins are exactly encodeURIComponent', () => {
  const wanted = `https://forms.example.com/start?email=${encodeURIComponent('a+b@x.y')}&company=${encodeURIComponent('R&D "Ä"')}`
  const text =
    'https://forms.example.com/start?email={{user.emailUrlEncoded}}&company={{company.nameUrlEncoded}}'
  assert.equal(result(text, 'url'), wanted)
  assert.equal(result(text), wanted)
  assert.equal(
    result(
      'https://forms.example.com/start?email={{ user.email }}UrlEncoded&company={{company.name}}UrlEncoded',
      'url',
    ),
    wanted,
  )
  assert.equal(result('{{company.name}}UrlEncodedly'), 'R&D "Ä"UrlEncodedly')
  assert.equal(result('{{company.nameUrlEncoded}}', 'text', { 'company.name': '\ud800x' }), '%EF%BF%BDx')
})

test('known but missing is empty, unknown stays and is named', () => {
  assert.equal(result('[{{user.mobilePhone}}{{user.mobilePhoneUrlEncoded}}]'), '[]')
  const odd = render('{{nobody.knows}} {{ nobody.knowsUrlEncoded }} {{User.email}} {{user.email }}')
  assert.equal(odd.result, '{{nobody.knows}} {{ nobody.knowsUrlEncoded }} {{User.email}} a+b@x.y')
  assert.deepEqual(odd.unknown, ['nobody.knows', 'nobody.knowsUrlEncoded', 'User.email'])
})

test('a value is text and nothing else: it is not looked at again, makes no tag, parameter or place', () => {
  const named = (name: string) => ({ 'company.name': name })
  assert.equal(result('{{company.name}}', 'text', named('{{user.email}}')), '{{user.email}}')
  assert.equal(
    result('<b title="{{company.name}}">', 'html', named(`"><img src=x onerror='1'>&`)),
    '<b title="&#34;&#62;&#60;img src=x onerror=&#39;1&#39;&#62;&#38;">',
  )
  for (const evil of [
    'javascript:alert(1)',
    '//evil.example',
    'https://evil.example',
    '@evil.example',
    '.evil.example',
  ]) {
    for (const text of [
      '{{company.name}}',
      'https://{{company.name}}/',
      '{{portal.baseUrl}}{{company.name}}',
    ]) {
      const { result: made } = render(text, 'url', named(evil))
      assert.ok(
        made === '' || new URL(made).origin === 'https://portal.example.com',
        `${text} ${evil}: ${made}`,
      )
    }
    const safe = result('https://x.example/a/{{company.name}}?q={{company.name}}', 'url', named(evil))
    assert.equal(new URL(safe).origin, 'https://x.example')
    assert.equal(new URL(safe).searchParams.get('q'), evil)
  }
  const two = new URL(
    result('https://x.example/?q={{company.name}}&z=1#{{company.name}}', 'url', named('a&b=c#d+e%41')),
  )
  assert.deepEqual(
    [...two.searchParams],
    [
      ['q', 'a&b=c#d+e%41'],
      ['z', '1'],
    ],
  )
  assert.equal(new URL(result('https://x.example/{{company.name}}', 'url', named('../?admin=1'))).search, '')
  assert.equal(
    result('{{portal.baseUrl}}/forms?c={{company.name}}', 'url', named('A')),
    'https://portal.example.com/forms?c=A',
  )
})

test('an address names its origin itself, or there is none', () => {
  for (const text of [
    'javascript:alert(1)',
    'https://good.example{{company.name}}/',
    'https://user@good.example/',
    'https://good.example\\@evil.example/',
    '{{portal.baseUrl}}@evil.example/',
    '{{portal.baseUrl}}.evil.example/',
    'ftp://good.example/',
    '/relative',
  ]) {
    assert.deepEqual([result(text, 'url'), render(text, 'url').refused], ['', true], text)
  }
})

test('hostile braces cost what their length costs', () => {
  const hostile = [
    '{{'.repeat(10_000),
    `{{${' '.repeat(19_990)}`,
    '{{a'.repeat(6_600),
    `{{${'a.'.repeat(9_990)}`,
    '{{ a }'.repeat(3_300),
  ]
  for (const text of hostile) {
    const started = performance.now()
    assert.equal(result(text), text)
    assert.ok(performance.now() - started < 500, `${performance.now() - started} ms`)
  }
  const many = '{{user.email}} and {{company.nameUrlEncoded}} '.repeat(400)
  const started = performance.now()
  render(many)
  assert.ok(performance.now() - started < 500)
  assert.throws(() => render('x'.repeat(20_001)), { code: 'invalid_input' })
  assert.throws(() => render('{{company.name}}'.repeat(100), 'text', { 'company.name': 'x'.repeat(3_000) }), {
    code: 'invalid_input',
  })
})

test('people see their own values, of the company they work in', async () => {
  const { ada, acme, reg, visitor } = await portal()
  await ada.patch(`/api/companies/${acme.id}`, { version: 1, syncro_id: `T${acme.id}` }).answers(200)
  const { items } = await acme.bob.get('/api/template-variables').answers(200)
  const mine = new Map(
    (items as unknown as Loose[]).map(({ name, value }) => [String(name), value as unknown]),
  )
  assert.deepEqual(
    [
      mine.get('user.email'),
      mine.get('user.fullName'),
      mine.get('company.syncroId'),
      mine.get('company.xeroId'),
    ],
    [acme.bob.email, 'Bob Test', `T${acme.id}`, null],
  )
  const preview = (text: string, context: string) =>
    acme.bob.post('/api/template-variables/preview', { text, context })
  const seen = await preview('{{company.name}} {{shop.total}}', 'text').answers(200)
  assert.match(String(seen.result), /^Acme \d+ \{\{shop\.total\}\}$/)
  assert.deepEqual(seen.unknown as unknown, ['shop.total'])
  assert.deepEqual((await preview('{{company.name}}', 'url').answers(200)).warnings as unknown, [
    'origin_not_kept',
  ])
  await preview('x'.repeat(20_001), 'text').answers(422)
  await preview('x', 'shell').answers(422)
  const nowhere = await reg.get('/api/template-variables').answers(200)
  assert.equal(
    (nowhere.items as unknown as Loose[]).find(({ name }) => String(name) === 'company.name')
      ?.value as unknown,
    null,
  )
  await visitor.get('/api/template-variables').answers(401)
})
