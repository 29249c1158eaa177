UPPER = str.upper
