using System.Globalization;
using System.Text;

namespace Sonde.Symbols;

/// <summary>Undoes what the C# compiler does to names.</summary>
internal static class ManagedName
{
    private const string MoveNext = "MoveNext";

    // No compiler nests so deeply; what does stays as it is.
    private const int MaxDepth = 32;

    /// <summary>The readable form: closures, state machines, lambdas and local functions as part of the method they were written in.</summary>
    public static string Readable(string type, string method)
    {
        string[] parts = [.. Parts(type), method];
        var result = new StringBuilder();
        for (int i = 0; i < parts.Length; i++)
        {
            bool isMethod = i == parts.Length - 1;
            // A state machine's own type says which method it is of.
            if (isMethod && method == MoveNext && i > 0 && IsStateMachine(parts[i - 1]))
                break;
            Append(result, parts[i], 0);
        }

        return result.ToString();
    }

    private static string ReadableType(string type, int depth)
    {
        var result = new StringBuilder();
        foreach (string part in Parts(type))
            Append(result, part, depth);
        return result.ToString();
    }

    private static void Append(StringBuilder result, string part, int depth)
    {
        int end = depth < MaxDepth ? EndOfOrigin(part) : -1;
        if (end < 0)
        {
            Separate(result).Append(depth < MaxDepth ? Generic(part, depth) : part);
            return;
        }

        string origin = part[1..end];
        string kind = part[(end + 1)..];
        // <>c and <>c__DisplayClass0_0 hold lambdas: the method's own part names where it comes from.
        if (origin.Length == 0)
        {
            if (kind.Length == 0 || kind[0] != 'c')
                Separate(result).Append(part);
            return;
        }

        if (EndOfOrigin(origin) is var inner and > 0)
        {
            // A local function or lambda that is a state machine too; or <Main>$, which the compiler makes of top-level statements.
            if (inner + 1 < origin.Length && origin[inner + 1] != '$')
            {
                Append(result, origin, depth + 1);
                return;
            }

            origin = origin[1..inner];
        }

        // The method it was written in may stand there already, when a lambda is a state machine too.
        if (!EndsWith(result, origin))
            Separate(result).Append(origin);
        switch (kind)
        {
            case ['b', '_', '_', ..]:
                Separate(result).Append("(lambda)");
                break;
            case ['g', '_', '_', ..] when kind.IndexOf('|', StringComparison.Ordinal) is var bar && bar > 0:
                Separate(result).Append(kind, 3, bar - 3);
                break;
        }
    }

    /// <summary>Where the bracket closes that a made-up name begins with, or -1. Its origin may be a made-up name: <c>&lt;&lt;Main&gt;$&gt;b__0_0</c>.</summary>
    private static int EndOfOrigin(string part)
    {
        if (!part.StartsWith('<'))
            return -1;
        int depth = 0;
        for (int i = 0; i < part.Length; i++)
        {
            depth += part[i] is '<' ? 1 : part[i] is '>' ? -1 : 0;
            if (depth == 0)
                return i;
        }

        return -1;
    }

    private static bool EndsWith(StringBuilder text, string part) =>
        text.Length >= part.Length && text.ToString(text.Length - part.Length, part.Length) == part
        && (text.Length == part.Length || text[^(part.Length + 1)] == '.');

    private static StringBuilder Separate(StringBuilder text) => text.Length == 0 ? text : text.Append('.');

    private static bool IsStateMachine(string type) =>
        type.StartsWith('<') && type.IndexOf(">d", StringComparison.Ordinal) > 0;

    // The runtime lists the arguments of all types behind the last one: "List`1+Enumerator[System.Int32]". Each takes as many as it says.
    private static string[] Parts(string type)
    {
        string[] parts = [.. SplitNested(type)];
        if (parts.Length < 2 || parts[^1].IndexOf('[', StringComparison.Ordinal) is not (> 0 and var open) || EndOfBrackets(parts[^1], open) is not (> 0 and var end))
            return parts;
        string[] arguments = [.. SplitArguments(parts[^1][(open + 1)..end])];
        string behind = parts[^1][(end + 1)..];
        string last = parts[^1][..open];
        int[] counts = [.. parts[..^1].Append(last).Select(ArgumentsOf)];
        // Brackets of an array have no arguments in them.
        if (counts.Sum(count => (long)count) != arguments.Length || arguments.Any(argument => argument.Length == 0))
            return parts;
        parts[^1] = last;
        int next = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (counts[i] > 0)
                parts[i] += $"[{string.Join(',', arguments[next..(next + counts[i])])}]";
            next += counts[i];
        }

        parts[^1] += behind;
        return parts;
    }

    private static int ArgumentsOf(string part) =>
        part.LastIndexOf('`') is >= 0 and var mark && int.TryParse(part.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;

    // "Outer+Inner[A+B]": a plus in brackets is part of an argument.
    private static IEnumerable<string> SplitNested(string type)
    {
        int depth = 0;
        int start = 0;
        for (int i = 0; i < type.Length; i++)
        {
            depth += type[i] is '[' ? 1 : type[i] is ']' ? -1 : 0;
            if (type[i] != '+' || depth != 0)
                continue;
            yield return type[start..i];
            start = i + 1;
        }

        if (start < type.Length)
            yield return type[start..];
    }

    // "List`1[System.Int32]" is List<System.Int32>, "List`1" is List; an array's brackets have no count before them. Arguments are types, with
    // made-up names in them: "AsyncStateMachineBox`1[System.Int32,Shop.OrderService+<PlaceAsync>d__3]".
    private static string Generic(string part, int depth)
    {
        if (part.AsSpan().IndexOfAny('`', '[') < 0)
            return part;
        var result = new StringBuilder(part.Length);
        bool counted = false;
        bool areMatched = true;
        for (int i = 0; i < part.Length; i++)
        {
            if (part[i] == '`')
            {
                counted = true;
                while (i + 1 < part.Length && char.IsAsciiDigit(part[i + 1]))
                    i++;
                continue;
            }

            // Once one is open to the end no compiler made the name, and each other one would be looked for to the end.
            int end = areMatched && part[i] == '[' ? EndOfBrackets(part, i) : -1;
            areMatched &= part[i] != '[' || end > 0;
            if (end > 0)
            {
                string[] arguments = [.. SplitArguments(part[(i + 1)..end])];
                for (int place = 0; place < arguments.Length; place++)
                    arguments[place] = ReadableType(Shared(arguments[place], counted && arguments.Length > 1 ? $"T{place + 1}" : "T"), depth + 1);
                result.Append(counted ? '<' : '[').AppendJoin(',', arguments).Append(counted ? '>' : ']');
                i = end;
            }
            else
            {
                result.Append(part[i]);
            }

            counted = false;
        }

        return result.ToString();
    }

    // Code that all types of objects share is compiled for one that stands for any of them.
    private static string Shared(string argument, string name)
    {
        const string any = "System.__Canon";
        return argument == any || argument.StartsWith(any + "[", StringComparison.Ordinal) ? name + argument[any.Length..] : argument;
    }

    private static int EndOfBrackets(string part, int start)
    {
        int depth = 0;
        for (int i = start; i < part.Length; i++)
        {
            depth += part[i] is '[' ? 1 : part[i] is ']' ? -1 : 0;
            if (depth == 0)
                return i;
        }

        return -1;
    }

    // Of an array with several dimensions they are empty.
    private static IEnumerable<string> SplitArguments(string arguments)
    {
        int depth = 0;
        int start = 0;
        for (int i = 0; i < arguments.Length; i++)
        {
            depth += arguments[i] is '[' ? 1 : arguments[i] is ']' ? -1 : 0;
            if (arguments[i] != ',' || depth != 0)
                continue;
            yield return arguments[start..i];
            start = i + 1;
        }

        yield return arguments[start..];
    }
}
