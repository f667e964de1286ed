/** Operations whose names are in several files of the bench. */
export const TO_A_USER = "event for a user's webhook";
export const FULL_BATCH = 'batch of a hundred transfers';
