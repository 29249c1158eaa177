"""What every WebSocket route needs."""
