"""The desktop window: what is seen and pressed. It asks `queries`, calls `operations`, and knows no database."""
