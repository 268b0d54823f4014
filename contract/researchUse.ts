/** Said on all that leaves the program to be read. */
export const researchNotice = 'For research use only. Not a medical device; not for diagnosis or treatment.';
