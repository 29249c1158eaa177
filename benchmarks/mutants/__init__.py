"""Who notices when one import of a good package goes missing."""
