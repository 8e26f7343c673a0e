"""Attributes and methods: inherited, overridden, several classes at one place, bound methods, properties."""


class Shape:
    def __init__(self, side):
        self.side = side
        self.moves = 0

    def move(self):
        self.moves += 1
        return self

    def grow(self, amount):
        self.side += amount
        return self.area()

    @property
    def double(self):
        return self.side * 2


class Square(Shape):
    def area(self):
        return self.side * self.side


class Strip(Shape):
    def __init__(self, side, height):
        super().__init__(side)
        self.height = height

    def area(self):
        return self.side * self.height


def run(count):
    shapes = [Square(1), Strip(1, 3), Square(2), Strip(4, 1)]
    total = 0
    for _ in range(count):
        for shape in shapes:
            total += shape.move().area()
            total += shape.grow(1) - shape.double
            shape.side -= 1
        area = shapes[0].area
        total += area() + Strip(2, 3).area()
    return total
