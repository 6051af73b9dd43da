import { describe, expect, test } from 'vitest'
import hubspot from '../../../../electron/sources/catalog/hubspot'
import { labelOf } from '../../../../shared/domain/field-label'
import { kindOf } from '../../../helpers/sources/readings'
import { contactProperties, DAY, insertMany, open, select, server, start, TOKEN } from './account'

describe('connecting', () => {
  test('says which account it is', async () => {
    await start()
    expect(await open().check()).toEqual({
      identity: 'HubSpot account 62515',
      externalId: '62515',
      testMode: false,
    })
  })

  test('knows a sandbox', async () => {
    await start()
    server.accountType = 'SANDBOX'
    expect(await open().check()).toMatchObject({ testMode: true })
  })

  test('uses the token of a sign-in', async () => {
    await start()
    expect(await open({ token: TOKEN, entered: '' }).check()).toMatchObject({ externalId: '62515' })
  })

  test('asks for another key when the token is not accepted', async () => {
    await start()
    await expect(open({ entered: 'old' }).check()).rejects.toMatchObject(kindOf('needs-reauth'))
    await expect(open({ entered: 'old' }).discover()).rejects.toMatchObject(kindOf('needs-reauth'))
  })

  test('says that nobody answered when there is no network', async () => {
    await start()
    await server.close()
    await expect(open().check()).rejects.toMatchObject(kindOf('retry', /Nobody answered/))
  })
})

describe('discovery', () => {
  const shop = { objectTypeId: '2-77', name: 'shop', labels: { singular: 'Shop', plural: 'Shops' } }

  test('offers what may be read, with counts, custom objects and owners', async () => {
    await start({ contacts: contactProperties, companies: [], '2-77': [] })
    server.schemas.push(
      { ...shop, associations: [{ id: '1', fromObjectTypeId: '2-77', toObjectTypeId: '0-2' }] },
      { ...shop, objectTypeId: '2-78', archived: true },
    )
    insertMany(3)
    const streams = await open().discover()
    expect(
      streams.map(({ name, label, estimatedRows, cursorField, deletes }) => [
        ...[name, label, estimatedRows, cursorField, deletes],
      ]),
    ).toEqual([
      ['contacts', 'Contacts', 3, 'lastmodifieddate', 'told'],
      ['companies', 'Companies', 0, 'hs_lastmodifieddate', 'told'],
      ['2-77', 'Shops', 0, 'hs_lastmodifieddate', 'told'],
      ['owners', 'Owners', null, null, 'full-read'],
    ])
    const links = streams.map(({ fields }) => fields.filter(({ sourceType }) => sourceType.startsWith('association')))
    expect(links.map((each) => each.map(({ name }) => name).join())).toEqual([
      ...['associated_company_ids', 'associated_contact_ids', 'associated_company_ids', ''],
    ])
  })

  test('goes without custom objects and owners where the key may not read them', async () => {
    await start()
    server.forbidden.add('schemas').add('owners')
    expect((await open().discover()).map(({ name }) => name)).toEqual(['contacts'])
  })

  test('has a type for each kind of property, and leaves out archived ones', async () => {
    const kinds = [
      ...['string text', 'string textarea', 'string html', 'number number', 'bool booleancheckbox', 'date date'],
      ...['datetime date', 'enumeration select', 'enumeration checkbox', 'enumeration booleancheckbox'],
      ...['phone_number phonenumber', 'object_coordinates text', 'json text'],
    ]
    const own = kinds.map((kind, index) => {
      const [type = '', fieldType = ''] = kind.split(' ')
      return { name: `p${index}`, type, fieldType }
    })
    const score = { name: 'score', type: 'number', fieldType: 'calculation_score', calculated: true }
    await start({ contacts: [...own, score, { ...score, name: 'old', archived: true }] })
    const { fields } = await select()
    expect(
      fields
        .filter(({ name }) => /^(?:hs_object_id|p\d+|score|old)$/.test(name))
        .map(({ type, sourceType, primaryKey }) => `${sourceType}: ${type}${primaryKey ? ' key' : ''}`),
    ).toEqual([
      ...['number: text key', 'string text: text', 'string textarea: long-text', 'string html: long-text'],
      ...['number number: number', 'bool booleancheckbox: boolean', 'date date: date', 'datetime date: datetime'],
      ...['enumeration select: select', 'enumeration checkbox: multi-select'],
      ...['enumeration booleancheckbox: boolean', 'phone_number phonenumber: text', 'object_coordinates text: text'],
      ...['json text: json', 'number calculation_score calculated: number'],
    ])
  })

  test('has labels where they say which property it is', async () => {
    const labelled = (name: string, label: string) => ({ name, label, type: 'string', fieldType: 'text' })
    const same = [labelled('amount_home', 'Amount'), labelled('amount_paid', ' amount ')]
    const others = [labelled('city', 'Town'), labelled('town', 'Place'), labelled('long', 'x'.repeat(81))]
    await start({ contacts: [labelled('firstname', 'First  name'), ...same, ...others] })
    const { fields } = await select()
    const named = ['firstname', 'amount_home', 'amount_paid', 'city', 'town', 'long']
    expect(fields.filter(({ name }) => named.includes(name)).map(labelOf)).toEqual([
      ...['First name', 'amount_home', 'amount_paid', 'city', 'Place', 'long'],
    ])
  })

  test('reads all again once a day only where something is computed', async () => {
    await start({ products: [], contacts: [{ name: 'x', type: 'number', fieldType: 'calculation', calculated: true }] })
    const daysOf = async (name: string) => (hubspot.timing((await select(name)).stream).recomputeEveryMs ?? 0) / DAY
    expect([await daysOf('products'), await daysOf('contacts')]).toEqual([0, 1])
  })
})
