export { pythonPackages } from './python-packages.ts'
