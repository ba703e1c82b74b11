import { effect, signal } from '@preact/signals'
import { en, type Words } from './words/en.ts'
import { es } from './words/es.ts'

const DICTIONARIES: Readonly<Record<string, Words>> = { en, es }
export type Language = 'en' | 'es'
export type Theme = 'auto' | 'light' | 'dark'

function kept<T extends string>(name: string, known: readonly T[], otherwise: T): T {
  const value = localStorage.getItem(name) as T
  return known.includes(value) ? value : otherwise
}

export const language = signal<Language>(
  kept('language', ['en', 'es'], navigator.language.startsWith('es') ? 'es' : 'en'),
)
export const theme = signal<Theme>(kept('theme', ['auto', 'light', 'dark'], 'auto'))
/** Who acts, for the audit record; nobody checks it. */
export const operator = signal(localStorage.getItem('operator') ?? '')

/** The words of the chosen language. */
export const words = (): Words => DICTIONARIES[language.value] ?? en

effect(() => {
  document.documentElement.lang = language.value
  localStorage.setItem('language', language.value)
})
effect(() => {
  document.documentElement.dataset['theme'] = theme.value
  localStorage.setItem('theme', theme.value)
})
effect(() => localStorage.setItem('operator', operator.value))
