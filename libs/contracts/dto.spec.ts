import { ArrayMaxSize, IsArray, IsEmail } from 'class-validator';
import { Described, Documented, nestedIn, schemaOf } from './dto.js';
import { ref } from './schema.js';
import { IsId, IsMinutes, IsObjectOf, IsOneWordOf, IsText, MayBeAbsent } from './wire-rules.js';

class InnerDto {
  @IsId() id!: string;
}

class Fields {
  @MayBeAbsent() @IsText() @Described('Why.') reason?: string;
  @IsId() id!: string;
  @IsMinutes() minutes = 60;
  @IsObjectOf(InnerDto) @Documented({ unevaluatedProperties: false }) inner!: InnerDto;
  @IsArray() @ArrayMaxSize(3) @IsId({ each: true }) ids!: string[];
  @IsOneWordOf({ red: 'a colour', green: '' }) colour!: string;
  @IsOneWordOf({ free: '' }) @Documented(ref('Tier')) tier!: string;
}

it('the schema of a class says what its rules check, what is required first, and its defaults', () => {
  const schema = schemaOf(Fields);
  const required = ['id', 'inner', 'ids', 'colour', 'tier'];
  expect(schema).toEqual({
    type: 'object',
    required,
    properties: {
      id: ref('Id'),
      inner: { ...ref('Inner'), unevaluatedProperties: false },
      ids: { type: 'array', items: ref('Id'), maxItems: 3 },
      colour: { type: 'string', enum: ['red', 'green'], description: '`red`: a colour' },
      tier: ref('Tier'),
      reason: { ...ref('Text'), description: 'Why.' },
      minutes: { type: 'integer', minimum: 1, maximum: 10_080, default: 60 },
    },
  });
  expect(Object.keys(schema['properties'] as object)).toEqual([...required, 'reason', 'minutes']);
});

it('the fields with a class of their own are known', () =>
  expect(nestedIn(Fields)).toEqual([['inner', InnerDto]]));

it('a rule without words in a schema is refused, so that no limit is missing in the documents', () => {
  class Unknown {
    @IsEmail() email!: string;
  }
  expect(() => schemaOf(Unknown)).toThrow(new Error('the rule isEmail has no words in a schema'));
});
