import { describe, expect, it } from 'vitest'
import { addressOf, keepPasswordApart, placeOf } from '../../../electron/sources/postgres/address'

const url = (text: string, secrets: Record<string, string> = {}) => ({ config: { auth: 'url', url: text }, secrets })

describe('the address of a PostgreSQL server', () => {
  it('is read from a form', () => {
    const config = {
      host: 'db.example.com',
      port: '5433',
      database: 'shop',
      user: 'reader',
      tls: 'verify-ca',
      ca: 'PEM',
    }
    const expected = { ...config, port: 5433, password: 'secret' }
    expect(addressOf({ config, secrets: { password: 'secret' } })).toEqual(expected)
    expect(addressOf({ config: { auth: 'fields', ...config }, secrets: { password: 'secret' } })).toEqual(expected)
    expect(placeOf(config)).toBe('postgres://db.example.com:5433/shop')
  })

  it.each([
    ['postgres://reader@db.example.com/shop', 'db.example.com', 5432, 'reader', 'shop', 'prefer'],
    [
      'postgresql://reader@db.example.com:6543/shop?sslmode=verify-full',
      'db.example.com',
      6543,
      'reader',
      'shop',
      'verify-full',
    ],
    ['  postgres://a%40b@[::1]:5432/my%20shop?sslmode=no-verify ', '::1', 5432, 'a@b', 'my shop', 'require'],
    ['postgres://reader@db.example.com', 'db.example.com', 5432, 'reader', 'reader', 'prefer'],
    [
      'postgres:///shop?host=10.0.0.7&port=6000&user=reader&sslmode=allow',
      '10.0.0.7',
      6000,
      'reader',
      'shop',
      'prefer',
    ],
  ])('is read from %s', (text, host, port, user, database, tls) => {
    expect(addressOf(url(text))).toEqual({ host, port, user, database, tls, password: '', ca: null })
  })

  it('takes the TLS of the form where the URL names none', () => {
    const typed = url('postgres://reader@db.example.com/shop')
    expect(addressOf({ ...typed, config: { ...typed.config, tls: 'require' } }).tls).toBe('require')
  })

  it.each([
    [
      'postgres://reader:p%40ss%2Fword@db.example.com/shop?sslmode=require',
      'postgres://reader@db.example.com/shop?sslmode=require',
    ],
    ['postgres://reader@db.example.com/shop?password=p%40ss%2Fword', 'postgres://reader@db.example.com/shop'],
  ])('keeps the password of %s apart from what is shown', (typed, kept) => {
    const apart = keepPasswordApart(url(typed))
    expect(apart).toEqual(url(kept, { password: 'p@ss/word' }))
    expect(addressOf(apart).password).toBe('p@ss/word')
    expect(placeOf(url(typed).config)).toBe('postgres://db.example.com:5432/shop')
  })

  it('lets a password of its own go before that of the URL', () => {
    const apart = keepPasswordApart(url('postgres://reader:old@db.example.com/shop', { password: 'new' }))
    expect(apart.secrets).toEqual({ password: 'new' })
    expect(JSON.stringify(apart)).not.toContain('old')
  })

  it.each([
    'postgres://reader:pa#ss@db.example.com/shop',
    'https://db.example.com',
    'postgres://a,b:5/c',
    'db.example.com',
    'postgres://u:%zz@h/d',
  ])('is refused without repeating it when it is %s', (text) => {
    expect(() => keepPasswordApart(url(text))).toThrow(/^The URL cannot be read\. It looks like/)
    expect(() => addressOf(url(text))).toThrow(/^The URL cannot be read\. It looks like/)
    expect(placeOf(url(text).config)).toBe('postgres://')
  })

  it('is refused when a password came through inside the URL', () => {
    expect(() => addressOf(url('postgres://reader:secret@db.example.com/shop'))).toThrow(
      'The URL holds a password, which has a field of its own',
    )
  })
})
