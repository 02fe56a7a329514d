import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OutboundProblem, openOutbound } from './index.ts'

/** The code that saving this address is answered with, or `fine`. */
async function saving(url: string, allow = '', addresses: string[] = []) {
  const lookup = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  const outbound = openOutbound({ allow, lookup })
  try {
    await outbound.checkUrl(url)
    return 'fine'
  } catch (error) {
    assert.ok(error instanceof OutboundProblem)
    return error.code
  } finally {
    await outbound.close()
  }
}

const notPublic = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:0:10.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::8.8.8.8',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:808:808::',
  '3fff::1',
  '4000::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
]

test('no address that is not public is accepted, neither in a URL nor behind a name', async () => {
  for (const address of notPublic) {
    const host = address.includes(':') ? `[${address}]` : address
    assert.equal(await saving(`https://${host}/`), 'address_not_allowed', host)
    assert.equal(await saving('https://name.example/', '', [address]), 'address_not_allowed', address)
    assert.equal(
      await saving('https://name.example/', '', ['8.8.8.8', address]),
      'address_not_allowed',
      address,
    )
  }
})

test('odd spellings are read as what they are', async () => {
  const spellings = [
    'http://127.1',
    'https://127.1',
    'https://0x7f000001',
    'https://0x7f.0.0.1',
    'https://2130706433',
    'https://017700000001',
    'https://0177.0.0.1',
    'https://127.0.0.1.',
    'https://127。0。0。1',
    'https://①②⑦.0.0.1',
    'https://%31%32%37.0.0.1',
    'http://[::ffff:10.0.0.1]',
    'https://[::ffff:a00:1]',
    'https://[0:0:0:0:0:ffff:7f00:1]',
    'https://0',
    'https://169.254.169.254/latest/meta-data/',
  ]
  for (const url of spellings) assert.equal(await saving(url, 'localhost'), 'address_not_allowed', url)
})

test('the form of the URL is checked', async () => {
  const publicly = ['8.8.8.8']
  const bad = [
    '',
    'example.com',
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
  ]
  for (const url of [
    ...bad,
    'https://u@example.com',
    'https://u:p@example.com',
    'https://[fe80::1%25eth0]/',
  ]) {
    assert.equal(await saving(url, '', publicly), 'bad_url', url)
  }
  for (const url of [
    'https://a.example:22',
    'https://a.example:1023',
    'https://a.example:80',
    'http://a.example',
  ]) {
    assert.equal(await saving(url, '', publicly), 'address_not_allowed', url)
  }
  for (const url of [
    'https://a.example',
    'https://a.example:8443/x?y',
    'https://a.example:1024',
    'https://8.8.8.8',
  ]) {
    assert.equal(await saving(url, '', publicly), 'fine', url)
  }
  assert.equal(await saving('https://a.example', '', ['2606:4700::1', '8.8.8.8']), 'fine')
  assert.equal(await saving('https://nowhere.example', '', []), 'connection')
})

test('OUTBOUND_ALLOW opens private machines and plain http for what it names, and nothing else', async () => {
  const allow = 'Model.lan, 10.1.0.0/16, 127.0.0.1'

  assert.equal(await saving('http://model.lan:11434', allow, ['192.168.1.5']), 'fine')
  assert.equal(await saving('http://MODEL.lan./', allow, ['192.168.1.5']), 'fine')
  assert.equal(await saving('http://model.lan', allow, ['8.8.8.8']), 'fine')
  assert.equal(await saving('http://rmm.example', allow, ['10.1.2.3']), 'fine')
  assert.equal(await saving('http://127.1:8080', allow), 'fine')
  assert.equal(await saving('https://rmm.example', allow, ['10.2.0.1']), 'address_not_allowed')
  assert.equal(await saving('http://rmm.example', allow, ['10.1.2.3', '8.8.8.8']), 'address_not_allowed')
  assert.equal(await saving('https://x.model.lan', allow, ['192.168.1.5']), 'address_not_allowed')
  assert.equal(await saving('https://127.0.0.2', allow), 'address_not_allowed')
})

test('link-local and metadata addresses are never allowed, whatever is configured', async () => {
  const allow = 'metadata.lan, 0.0.0.0/0, ::/0'
  const never = [
    '169.254.169.254',
    'fe80::1',
    'fd00:ec2::254',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
    '::',
  ]

  for (const address of [
    ...never,
    '::ffff:169.254.169.254',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::',
  ]) {
    assert.equal(await saving('http://metadata.lan', allow, [address]), 'address_not_allowed', address)
  }
})

test('a refusal names what is missing in OUTBOUND_ALLOW, a wrong entry stops the start', async () => {
  const outbound = openOutbound({ allow: '', lookup: async () => [{ address: '10.0.0.5', family: 4 }] })

  await assert.rejects(outbound.checkUrl('https://printer.lan/secret?token=1'), {
    message: 'printer.lan is 10.0.0.5, which is not public; OUTBOUND_ALLOW does not name it',
  })
  for (const wrong of ['10.0.0.0/40', 'https://x.lan', '*.lan', '10.1', 'a..b']) {
    assert.throws(
      () => openOutbound({ allow: `ok.lan,${wrong}` }),
      /is neither a host name nor a network/,
      wrong,
    )
  }
  await outbound.close()
})
