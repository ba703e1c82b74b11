import { render } from 'preact'
import { askWhoItIs } from './identity.ts'
import { Page } from './page.tsx'

void askWhoItIs()
render(<Page />, document.body)
