/** Thrown when this machine lacks a program that must be installed by hand; the message says which and how. */
export class MissingPrerequisite extends Error {
  override readonly name = 'MissingPrerequisite'
}
