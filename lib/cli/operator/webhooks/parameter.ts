/** The parameter with the subscriptions to events, as serverless.yml names it. */
export function webhooksParameter(stage: string): string {
  return `/mib/${stage}/webhooks`;
}
