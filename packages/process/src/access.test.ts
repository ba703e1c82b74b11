import { expect, test } from 'vitest'
import { registryAccess } from './access.ts'

test('a password for the registry may hold any character: it is sent in UTF-8', () => {
  const config = {
    SCHEMA_REGISTRY_URL: 'https://registry.example',
    SCHEMA_REGISTRY_USERNAME: 'ana',
    SCHEMA_REGISTRY_PASSWORD: 'señor €',
  }
  const [scheme, encoded = ''] = registryAccess(config).authorization?.().split(' ') ?? []
  expect(scheme).toBe('Basic')
  expect(Buffer.from(encoded, 'base64').toString()).toBe('ana:señor €')
})
