using System.Reflection;
using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf.Tests;

/// <summary>A function that Sonde imports: as it is declared, and as it is called.</summary>
/// <param name="Declared">The method with the LibraryImport attribute.</param>
/// <param name="Called">The P/Invoke that the runtime sees: the method itself, or what the source generator put into it.</param>
internal sealed record Import(MethodInfo Declared, MethodInfo Called)
{
    private const BindingFlags Every = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static Assembly[] Assemblies { get; } = [typeof(BpfObject).Assembly, typeof(FdHandle).Assembly];

    public string EntryPoint { get; } = Called.GetCustomAttribute<DllImportAttribute>()!.EntryPoint ?? Called.Name;

    public string Library { get; } = Called.GetCustomAttribute<DllImportAttribute>()!.Value;

    /// <summary>Every P/Invoke of the assemblies: what the metadata mark as such, however it was declared.</summary>
    public static MethodInfo[] AllCalls =>
    [
        .. Assemblies.SelectMany(a => a.GetTypes()).SelectMany(t => t.GetMethods(Every)).Where(m => m.Attributes.HasFlag(MethodAttributes.PinvokeImpl)),
    ];

    /// <summary>Every P/Invoke with its declaration; the call itself where there is none.</summary>
    public static Import[] All
    {
        get
        {
            MethodInfo[] declared =
            [
                .. Assemblies.SelectMany(a => a.GetTypes()).SelectMany(t => t.GetMethods(Every)).Where(m => m.GetCustomAttribute<LibraryImportAttribute>() is not null),
            ];
            return [.. AllCalls.Select(call => new Import(declared.FirstOrDefault(d => IsOf(d, call)) ?? call, call))];
        }
    }

    // The generator's local function is called "<Declared>g____PInvoke|1_0".
    private static bool IsOf(MethodInfo declared, MethodInfo call)
        => declared == call
            || (declared.DeclaringType == call.DeclaringType
                && call.Name.StartsWith($"<{declared.Name}>g__", StringComparison.Ordinal)
                && declared.GetCustomAttribute<LibraryImportAttribute>()!.EntryPoint == call.GetCustomAttribute<DllImportAttribute>()!.EntryPoint
                && declared.GetParameters().Length == call.GetParameters().Length);

    public override string ToString() => $"{Declared.DeclaringType!.FullName}.{Declared.Name} ({EntryPoint})";
}
