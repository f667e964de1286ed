import { ServiceError } from '../../aws/aws-json.ts';

/** DynamoDB's error for input that breaks one of its rules. */
export function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
