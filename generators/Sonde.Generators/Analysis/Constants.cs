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
        int number => number,
        uint number => number,
        long number => number,
        byte number => number,
        sbyte number => number,
        short number => number,
        ushort number => number,
        ulong number when number <= long.MaxValue => (long)number,
        _ => null,
    };
}
