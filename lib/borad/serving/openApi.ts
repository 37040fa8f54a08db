/** The service in the words of OpenAPI. */
import { z } from 'zod';
import { VERSION } from '../base';
import { answerSchema, questionSchema } from './answer';
import { healthSchema } from './health';

export const errorSchema = z.strictObject({ error: z.string().describe('What was wrong, for people.') });

type Schema = z.core.JSONSchema.JSONSchema;

const schemaOf = (schema: z.ZodType): Schema => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
};

const answers = (description: string, name: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});

/** Why a photo gets no score, by status. */
const FAULTS: Record<string, string> = {
  400: 'There is no body, or the address asks for something that does not exist.',
  401: 'The token is missing or wrong.',
  413: 'The body is larger than the service takes.',
  415: 'The body is not declared to be an image.',
  422: 'The bytes are not a photo that can be decoded.',
  500: 'The photo could not be scored.',
  503: 'All places are taken, or the photo took too long, or the service stops: try again after the seconds of Retry-After.',
};

const parameters = () =>
  Object.entries(schemaOf(questionSchema).properties ?? {}).map(([name, schema]) => {
    const { description, ...rest } = schema as Schema;
    return { name, in: 'query', required: false, description, schema: rest };
  });

const scored = () => ({
  ...answers(
    'Score and verdict. With "Accept: image/png" the picture alone, its answer in the header X-Answer.',
    'Answer',
  ),
  content: {
    ...answers('', 'Answer').content,
    'image/png': { schema: { type: 'string', contentMediaType: 'image/png' } },
  },
});

const paths = (security: object) => ({
  '/score': {
    post: {
      summary: 'Score a photo',
      ...security,
      parameters: parameters(),
      requestBody: {
        required: true,
        description: 'The bytes of one photo: PNG, JPEG, WebP, TIFF, BMP, AVIF or GIF.',
        content: { 'image/*': { schema: { type: 'string', contentMediaType: 'image/*' } } },
      },
      responses: {
        200: scored(),
        ...Object.fromEntries(Object.entries(FAULTS).map(([status, text]) => [status, answers(text, 'Error')])),
      },
    },
  },
  '/health': {
    get: { summary: 'State of the service and its queue', responses: { 200: answers('It runs.', 'Health') } },
  },
});

/**
 * The document, OpenAPI 3.1.
 *
 * @param needsToken Whether photos are scored for those only who know the token.
 */
export function openApiDocument(needsToken: boolean) {
  const token = { type: 'http', scheme: 'bearer' };
  return {
    openapi: '3.1.0',
    info: { title: 'borad serve', version: VERSION, description: 'Scores photos by one trained detector.' },
    paths: paths(needsToken ? { security: [{ token: [] }] } : {}),
    components: {
      schemas: { Answer: schemaOf(answerSchema), Health: schemaOf(healthSchema), Error: schemaOf(errorSchema) },
      ...(needsToken ? { securitySchemes: { token } } : {}),
    },
  };
}
export type OpenApiDocument = ReturnType<typeof openApiDocument>;
