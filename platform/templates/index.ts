export { type Rendering, renderTemplate, TemplateProblem, unknownVariables } from './templates.ts'
