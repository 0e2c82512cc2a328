/**
 * A subgraph's resolvers that leave no field unanswered. Every generated resolver is optional, because GraphQL reads a
 * field without one from its parent object; here it is optional only if the parent has that field, of the right type.
 * So a schema that says other than the domain does not compile. Root fields and `__resolveReference` have no parent to
 * be read from and are always needed.
 *
 * `Resolvers` and `Parents` are the generated GraphQLResolvers and GraphQLResolversParentTypes.
 */
export type CompleteResolvers<Resolvers, Parents extends { [Type in keyof Resolvers]?: unknown }> = Resolvers & {
  [Type in keyof Resolvers as IsNeeded<Resolvers[Type], Parents[Type]> extends true ? Type : never]-?: Unanswered<
    NonNullable<Resolvers[Type]>,
    Parents[Type]
  >;
};

/** Scalars, whose values are no objects, have no fields. */
type IsNeeded<Fields, Parent> = [Parent] extends [object]
  ? [keyof Unanswered<NonNullable<Fields>, Parent>] extends [never]
    ? false
    : true
  : false;

type Unanswered<Fields, Parent> = {
  [Field in keyof Fields as Answers<Parent, Field, Fields[Field]> extends true ? never : Field]-?: Fields[Field];
};

type Answers<Parent, Field, Resolver> = Field extends "__isTypeOf"
  ? true
  : Field extends keyof Parent
    ? [Parent[Field]] extends [never]
      ? false
      : [Parent[Field]] extends [Answer<Resolver>]
        ? true
        : false
    : false;

type Answer<Resolver> = ReturnType<Extract<Resolver, (...args: never) => unknown>>;
