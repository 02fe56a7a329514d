import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressKey, clientAddress, inNetworks, parseNetworks } from './index.ts'

const proxies = parseNetworks('loopback, 10.0.0.0/8')

test('IPv4 counts by itself, also when mapped; IPv6 counts per /64', () => {
  assert.equal(addressKey('192.0.2.7'), '192.0.2.7')
  assert.equal(addressKey('::ffff:192.0.2.7'), '192.0.2.7')
  assert.equal(addressKey('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  assert.equal(addressKey('2001:DB8:1:2::'), '2001:db8:1:2::/64')
  assert.notEqual(addressKey('2001:db8:1:3::1'), addressKey('2001:db8:1:2::1'))
  assert.equal(addressKey('unknown'), 'unknown')
})

test('X-Forwarded-For of a stranger is not believed', () => {
  assert.equal(clientAddress('203.0.113.9', '192.0.2.1', proxies), '203.0.113.9')
  assert.equal(clientAddress('::ffff:203.0.113.9', '192.0.2.1', proxies), '203.0.113.9')
})

test('behind trusted proxies the client is the rightmost hop that is not one of them', () => {
  assert.equal(clientAddress('127.0.0.1', '192.0.2.1', proxies), '192.0.2.1')
  assert.equal(clientAddress('::ffff:127.0.0.1', '1.1.1.1, 192.0.2.1, 10.1.2.3', proxies), '192.0.2.1')
  assert.equal(clientAddress('::1', ['1.1.1.1', '192.0.2.1, 10.1.2.3'], proxies), '192.0.2.1')
  assert.equal(clientAddress(undefined, '192.0.2.1', proxies), '192.0.2.1')
  assert.equal(clientAddress('10.0.0.1', undefined, proxies), '10.0.0.1')
  assert.equal(clientAddress('10.0.0.1', '10.0.0.3, 10.0.0.2', proxies), '10.0.0.3')
})

test('ports are dropped, and what is left of an unreadable hop is not believed', () => {
  assert.equal(clientAddress('127.0.0.1', '192.0.2.1:4711', proxies), '192.0.2.1')
  assert.equal(clientAddress('127.0.0.1', '[2001:db8::1]:4711', proxies), '2001:db8::1')
  assert.equal(clientAddress('127.0.0.1', '192.0.2.1, <script>, 10.0.0.9', proxies), '10.0.0.9')
  assert.equal(clientAddress('127.0.0.1', '192.0.2.1, 127.1', proxies), '127.0.0.1')
})

test('networks may be addresses, ranges and the word loopback', () => {
  const networks = parseNetworks('192.0.2.7 2001:db8::/32,::ffff:198.51.100.0/120,')

  assert.ok(inNetworks('192.0.2.7', networks))
  assert.ok(!inNetworks('192.0.2.8', networks))
  assert.ok(inNetworks('2001:db8::5', networks))
  assert.ok(inNetworks('198.51.100.200', networks))
  assert.ok(!inNetworks('nonsense', networks))
  assert.deepEqual(parseNetworks(' '), [])
})

test('a wrong network is named', () => {
  for (const wrong of ['10.0.0.0/33', '300.1.1.1', '10.1', 'example.com', '*']) {
    assert.throws(() => parseNetworks(`10.0.0.0/8,${wrong}`), {
      message: `"${wrong}" is neither an address nor a network like 10.0.0.0/8`,
    })
  }
})
