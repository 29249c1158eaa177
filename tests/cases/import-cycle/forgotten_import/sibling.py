import forgotten_import.tools.text

whisper = forgotten_import.tools.text.UPPER
