// Guarantee: the page needs nothing beside itself, and leads to everything that the documents hold.
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openApiDocument } from '../../../services/publisher-gateway/src/open-api/document.ts'
import { asyncApiDocument } from '../async-api/document.ts'
import { publishedMessages } from '../async-api/published.ts'
import { html, markdown } from './html.ts'
import { apiPage } from './page.ts'

const asyncApi = asyncApiDocument(await publishedMessages())
const page = apiPage(openApiDocument, asyncApi)
const all = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, found = '']) => found)

test('it fetches nothing', () => {
  expect(page).not.toMatch(/<(script|link|img|iframe)|@import|src=|url\((?!#)/)
})

test('every link leads to a place on it or to a file beside it', () => {
  const places = new Set(all(/ id="([^"]+)"/g))
  const folder = new URL('../../api/', import.meta.url)
  const broken = all(/ href="([^"]+)"/g).filter((link) =>
    link.startsWith('#') ? !places.has(link.slice(1)) : !existsSync(new URL(link, folder)),
  )
  expect(broken).toEqual([])
})

test('every operation and every channel has a place that is linked to', () => {
  const operations = Object.values(openApiDocument.paths).flatMap((item) =>
    Object.values(item as Record<string, { operationId: string }>).map(({ operationId }) => operationId),
  )
  const wanted = [...operations, ...Object.keys(asyncApi.channels)]
  const linked = new Set(all(/ href="#([^"]+)"/g))
  expect(wanted.filter((name) => !linked.has(name))).toEqual([])
})

test('what is put into it is escaped', () => {
  expect(html`<p title="${'"'}">${['<b>', 1, false, undefined, html`<i>x</i>`]}</p>`.text).toBe(
    '<p title="&quot;">&lt;b&gt;1<i>x</i></p>',
  )
  expect(markdown('a `<b>` **c**\n\n- d').text.replaceAll(/\s+/g, ' ')).toBe(
    '<p>a <code>&lt;b&gt;</code> <strong>c</strong></p><ul> <li>d</li> </ul>',
  )
})
