/**
 * The date and the region of the prices below: list prices in USD, without free tiers and
 * discounts.
 */
export const PRICED_ON = '2026-11-23';
export const REGION = 'us-east-1';

const MILLION = 1_000_000;

/** The price of one unit in USD, and the page that states it. */
export const PRICES = {
  httpRequest: { usd: 1 / MILLION, page: 'Amazon API Gateway pricing: HTTP APIs, first 300 million a month' },
  lambdaRequest: { usd: 0.2 / MILLION, page: 'AWS Lambda pricing: requests' },
  lambdaGbSecond: { usd: 0.000_013_333_4, page: 'AWS Lambda pricing: Arm, first 7.5 billion GB-seconds a month' },
  expressRequest: { usd: 1 / MILLION, page: 'AWS Step Functions pricing: Express, requests' },
  expressGbSecond: { usd: 0.000_016_67, page: 'AWS Step Functions pricing: Express, duration, first 1,000 GB-hours' },
  standardTransition: { usd: 25 / MILLION, page: 'AWS Step Functions pricing: Standard, state transitions' },
  writeUnit: { usd: 0.625 / MILLION, page: 'Amazon DynamoDB pricing: on-demand, write request units' },
  readUnit: { usd: 0.125 / MILLION, page: 'Amazon DynamoDB pricing: on-demand, read request units' },
  logGb: { usd: 0.5, page: 'Amazon CloudWatch pricing: logs, collect (data ingestion)' },
  trace: { usd: 5 / MILLION, page: 'AWS X-Ray pricing: traces recorded' },
  event: { usd: 1 / MILLION, page: 'Amazon EventBridge pricing: custom events' },
  sqsRequest: { usd: 0.4 / MILLION, page: 'Amazon SQS pricing: standard queues, first 100 billion requests a month' },
  sqsFairRequest: { usd: 0.5 / MILLION, page: 'Amazon SQS pricing: fair queues, requests with a message group' },
  storageGbMonth: { usd: 0.25, page: 'Amazon DynamoDB pricing: data storage' },
} as const;

export type Price = keyof typeof PRICES;
