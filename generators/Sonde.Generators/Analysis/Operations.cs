using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sonde.Generators.Analysis;

/// <summary>Ways through the operations of one body.</summary>
internal static class Operations
{
    /// <summary>The expression without conversions, parentheses and the like.</summary>
    public static IOperation Unwrapped(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion: operation = conversion.Operand; break;
                case IParenthesizedOperation parenthesized: operation = parenthesized.Operand; break;
                default: return operation;
            }
        }
    }

    /// <summary>The operation whose part this is, seen through conversions and parentheses.</summary>
    public static IOperation? Use(this IOperation operation)
    {
        IOperation? parent = operation.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent;
    }

    public static IEnumerable<ILocalReferenceOperation> References(this IEnumerable<IOperation> blocks, ILocalSymbol local) => blocks
        .SelectMany(block => block.DescendantsAndSelf())
        .OfType<ILocalReferenceOperation>()
        .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local));

    /// <summary>The method, lambda or local function that an operation runs in; null in the member itself.</summary>
    public static IMethodSymbol? Function(this IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation lambda)
                return lambda.Symbol;
            if (parent is ILocalFunctionOperation function)
                return function.Symbol;
        }

        return null;
    }

    /// <summary>What a variable of one value was given, or null where it is given none, or several.</summary>
    public static IOperation? OnlyValue(this IEnumerable<IOperation> blocks, ILocalSymbol local)
    {
        if (blocks.References(local).Any(reference => reference.IsWritten()))
            return null;
        IVariableDeclaratorOperation? declarator = blocks.Declarator(local);
        return declarator?.GetVariableInitializer()?.Value.Unwrapped();
    }

    public static IVariableDeclaratorOperation? Declarator(this IEnumerable<IOperation> blocks, ILocalSymbol local) => blocks
        .SelectMany(block => block.DescendantsAndSelf())
        .OfType<IVariableDeclaratorOperation>()
        .FirstOrDefault(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local));

    /// <summary>Whether the variable is given a value here, as a whole, or may be by someone who gets a reference to it.</summary>
    public static bool IsWritten(this IOperation reference) => reference.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == reference,
        IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } => true,
        IAddressOfOperation => true,
        IIncrementOrDecrementOperation => true,
        ITupleOperation tuple => tuple.Parent is IDeconstructionAssignmentOperation deconstruction && deconstruction.Target == tuple,
        _ => false,
    };
}
