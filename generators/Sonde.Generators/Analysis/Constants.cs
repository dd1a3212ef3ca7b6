using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sonde.Generators.Analysis;

/// <summary>Numbers that the compiler knows, and sizes of types.</summary>
internal static class Constants
{
    public static long? Number(IOperation? operation)
    {
        IOperation? value = operation?.Unwrapped();
        if (operation is { ConstantValue: { HasValue: true, Value: { } converted } })
            return Integer(converted);
        return value switch
        {
            { ConstantValue: { HasValue: true, Value: { } constant } } => Integer(constant),
            ISizeOfOperation { TypeOperand: { } type } => ValueLayout.Of(type)?.Size,
            IInvocationOperation { TargetMethod: { Name: "SizeOf", ContainingType.Name: "Unsafe", Arity: 1 } method } => ValueLayout.Of(method.TypeArguments[0])?.Size,
            _ => null,
        };
    }

    private static long? Integer(object value) => value switch
    {
        // What the library's sizes, counts and types are; the compiler has converted the rest.
        int number => number,
        uint number => number,
        _ => null,
    };
}
